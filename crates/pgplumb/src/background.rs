//! Work on other threads.

/// Runs CPU-bound work on a thread where blocking is allowed.
pub(crate) async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        // A panic on that thread becomes a panic here.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Drops a large value on another thread: freeing a large catalog takes longer than comparing it.
pub(crate) fn drop_in_background<T: Send + 'static>(value: T) {
    // If no thread can be started, the closure is dropped here and the value with it.
    let _ = std::thread::Builder::new().spawn(move || drop(value));
}
