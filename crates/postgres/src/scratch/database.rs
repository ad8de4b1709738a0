//! A scratch database.

use super::leftovers::{self, DATABASE, ROLE};
use super::{ScratchError, ScratchServer, quoted, random};
use crate::load::{LoadError, LoadOptions, Loaded, Script, load_with};
use crate::{ConnectError, Connection, Conninfo, PasswordSource, QueryError, Secret, connect};

/// How far SQL is trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Trust {
    /// As `psql -f` would trust it: on a private server, or where we are superuser, it runs as one.
    #[default]
    Trusted,
    /// As a plain role that owns the database and nothing else.
    Untrusted,
}

/// A throw-away database with a role of its own that owns what SQL makes there.
///
/// [`drop`](ScratchDatabase::drop) drops both. Where that is not called (the future was given up on Ctrl-C, say), dropping the value does it,
/// and waits; what a killed process leaves is removed by the next one.
#[derive(Debug)]
pub struct ScratchDatabase {
    server: ScratchServer,
    /// As who makes databases.
    maintenance: Conninfo,
    /// As the role for SQL.
    source: Conninfo,
    name: String,
    trust: Trust,
    /// Whether the role is ours, and goes with the database.
    has_own_role: bool,
    /// Shows others that the database is in use.
    guard: Option<Connection>,
}

pub(super) async fn create(server: &ScratchServer, trust: Trust) -> Result<ScratchDatabase, ScratchError> {
    let admin = server.connect().await?;
    let now = admin
        .simple_value(
            "SELECT pg_catalog.floor(pg_catalog.date_part('epoch', pg_catalog.now()))::pg_catalog.int8",
        )
        .await
        .map_err(ScratchError::refused("looking at the clock"))?;
    let suffix = format!("{}_{}_{:016x}", now.unwrap_or_default(), std::process::id(), random());
    let name = format!("{DATABASE}{suffix}");
    let role = create_role(server, &admin, &format!("{ROLE}{suffix}"), trust).await?;
    let mut database = ScratchDatabase {
        server: server.clone(),
        maintenance: server.conninfo().with_database(&name),
        source: match &role {
            Some((role, secret)) => {
                server.conninfo().with_database(&name).with_user(role, Some(secret.clone()))
            }
            None => server.conninfo().with_database(&name),
        },
        name,
        trust,
        has_own_role: role.is_some(),
        guard: None,
    };
    // A role that is no superuser owns the database: so it may make schemas and, from version 15 on, use the schema public,
    // with no privilege being stated anywhere.
    let owner = if role.is_some() && !(server.rights().is_superuser && trust == Trust::Trusted) {
        format!("OWNER {}", quoted(database.source.user()))
    } else {
        String::new()
    };
    let statement =
        format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' {owner}", quoted(&database.name));
    admin.execute_script(&statement).await.map_err(ScratchError::refused("creating a database"))?;
    admin.close().await;
    let guard = connect(&database.maintenance, PasswordSource::None).await.map_err(Box::new)?;
    database.guard = Some(guard);
    database.check_role().await?;
    Ok(database)
}

/// Makes the role for SQL; none where we are not allowed to and it is trusted.
async fn create_role(
    server: &ScratchServer,
    admin: &Connection,
    role: &str,
    trust: Trust,
) -> Result<Option<(String, Secret)>, ScratchError> {
    let rights = server.rights();
    if !rights.is_superuser && !rights.creates_roles {
        return match trust {
            Trust::Trusted => Ok(None),
            Trust::Untrusted => Err(ScratchError::NoPlainRole {
                reason: format!("role {} may not create roles", quoted(admin.user())),
            }),
        };
    }
    let secret = format!("{:016x}{:016x}", random(), random());
    let power = if rights.is_superuser && trust == Trust::Trusted { "SUPERUSER" } else { "NOSUPERUSER" };
    let mut statements = format!("CREATE ROLE {} LOGIN {power} PASSWORD '{secret}'", quoted(role));
    if !rights.is_superuser {
        // Only a member may give a database to it, and drop that.
        statements.push_str(&format!("; GRANT {} TO CURRENT_USER", quoted(role)));
    }
    admin.execute_script(&statements).await.map_err(ScratchError::refused("creating a role"))?;
    Ok(Some((role.to_owned(), Secret::new(secret))))
}

impl ScratchDatabase {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The server it is on.
    pub fn server(&self) -> &ScratchServer {
        &self.server
    }

    /// The role that SQL runs as and that owns what it makes: what it owns has no stated owner.
    pub fn role(&self) -> &str {
        self.source.user()
    }

    /// How to connect to it as [`role`](Self::role).
    pub fn conninfo(&self) -> &Conninfo {
        &self.source
    }

    /// Connects to it as [`role`](Self::role).
    ///
    /// # Errors
    /// When that is not possible.
    pub async fn connect(&self) -> Result<Connection, ConnectError> {
        connect(&self.source, PasswordSource::None).await
    }

    /// Connects to it as who made it: to read a catalog with nothing hidden, say.
    ///
    /// # Errors
    /// When that is not possible.
    pub async fn connect_as_maker(&self) -> Result<Connection, ConnectError> {
        connect(&self.maintenance, PasswordSource::None).await
    }

    /// Loads SQL into it. On a private server, roles that the SQL names and that are missing are made.
    ///
    /// # Errors
    /// When statements are left that fail, or the connection does.
    pub async fn load(&self, scripts: &[Script], options: &LoadOptions<'_>) -> Result<Loaded, LoadError> {
        let connection = self.connect().await.map_err(Box::new)?;
        let maker = match self.server.is_private() {
            true => Some(self.connect_as_maker().await.map_err(Box::new)?),
            false => None,
        };
        let options = LoadOptions {
            roles: maker.as_ref().or(options.roles),
            is_untrusted: self.trust == Trust::Untrusted,
            ..*options
        };
        let loaded = load_with(&connection, scripts, &options).await;
        connection.close().await;
        if let Some(maker) = maker {
            maker.close().await;
        }
        loaded
    }

    /// Drops it, and its role.
    ///
    /// # Errors
    /// When the server cannot be reached or does not drop it.
    pub async fn drop(mut self) -> Result<(), ScratchError> {
        self.remove().await
    }

    async fn remove(&mut self) -> Result<(), ScratchError> {
        if let Some(guard) = self.guard.take() {
            guard.close().await;
        }
        let name = std::mem::take(&mut self.name);
        if name.is_empty() {
            return Ok(());
        }
        let admin = self.server.connect().await?;
        let is_gone = leftovers::drop_database(&admin, self.server.conninfo(), &name).await;
        if is_gone && self.has_own_role {
            leftovers::drop_role(&admin, self.source.user()).await;
        }
        let statement = format!("DROP DATABASE IF EXISTS {}", quoted(&name));
        let dropped: Result<(), QueryError> =
            if is_gone { Ok(()) } else { admin.execute_script(&statement).await };
        admin.close().await;
        dropped.map_err(ScratchError::refused("dropping a database"))
    }

    /// A server may not let a new role in: SQL that is trusted runs as ourselves then.
    async fn check_role(&mut self) -> Result<(), ScratchError> {
        if !self.has_own_role || self.server.is_private() {
            return Ok(());
        }
        match self.connect().await {
            Ok(connection) => connection.close().await,
            Err(error) if self.trust == Trust::Untrusted => {
                return Err(ScratchError::NoPlainRole { reason: error.to_string() });
            }
            Err(_) => {
                let admin = self.connect_as_maker().await.map_err(Box::new)?;
                let role = quoted(self.source.user());
                let statements =
                    format!("ALTER DATABASE {} OWNER TO CURRENT_USER; DROP ROLE {role}", quoted(&self.name));
                let dropped = admin.execute_script(&statements).await;
                admin.close().await;
                dropped.map_err(ScratchError::refused("dropping a role"))?;
                self.source = self.maintenance.clone();
                self.has_own_role = false;
            }
        }
        Ok(())
    }
}

impl Drop for ScratchDatabase {
    /// Drops the database if nobody has, on a thread of its own: whoever gives up its future may have no time to spare for another.
    fn drop(&mut self) {
        self.guard = None;
        if self.name.is_empty() || self.server.is_thrown_away() {
            return;
        }
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                if let Ok(runtime) = runtime {
                    let patience = std::time::Duration::from_secs(5);
                    let _ = runtime.block_on(async { tokio::time::timeout(patience, self.remove()).await });
                }
            });
        });
    }
}
