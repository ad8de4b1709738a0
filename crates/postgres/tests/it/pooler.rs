//! Connections through pgbouncer in transaction mode.

use std::time::Duration;

use futures_util::future::join_all;
use pgplumb_postgres::ReadOnly;
use pgplumb_testkit::{Pooler, Server, newest};

use crate::support::{connected, run};

#[test]
fn transactions_share_one_server_connection() {
    let server = Server::shared(newest().major);
    let Some(pooler) = Pooler::start(&server) else { return };
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", pooler.port());
    let options = ReadOnly {
        statement_timeout: Some(Duration::from_secs(33)),
        settings: vec![("search_path".to_owned(), String::new())],
        ..ReadOnly::default()
    };
    let queries: Vec<String> = (0..20)
        .map(|number| match number {
            0 => "SHOW statement_timeout".to_owned(),
            number => format!("SELECT 'q{number}-' || s FROM generate_series(1, 50) AS s"),
        })
        .collect();
    let read = async || {
        let connection = connected(&url).await;
        for _ in 0..3 {
            let mut rows = vec![Vec::new(); queries.len()];
            let handler = |query: usize, row: &tokio_postgres::Row| {
                rows[query].push(row.get::<_, String>(0));
                Ok(())
            };
            connection.read_only_transaction(&options, &queries, handler).await.unwrap();
            assert_eq!(rows[0], ["33s"]);
            for (number, rows) in rows.iter().enumerate().skip(1) {
                assert_eq!(rows.len(), 50);
                assert_eq!(rows[49], format!("q{number}-50"));
            }
        }
        // The settings do not remain in the session, which other clients use next.
        let timeout = connection.simple_value("SHOW statement_timeout").await.unwrap();
        assert_eq!(timeout.as_deref(), Some("0"));
        connection.close().await;
    };
    run(async {
        join_all((0..4).map(|_| read())).await;
        // The shared connection is still usable after a failure.
        let connection = connected(&url).await;
        let error =
            connection.read_only_transaction(&options, &["SELECT 1/0", "SELECT 1"], |_, _| Ok(())).await;
        assert_eq!(error.unwrap_err().code(), Some("22012"));
        read().await;
        let primary = format!("{url}?target_session_attrs=primary");
        connected(&primary).await;
    });
}
