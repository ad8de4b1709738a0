//! Creating, using and dropping a scratch database.

use std::collections::BTreeSet;

use super::cleanup::{self, DATABASE_PREFIX, ROLE_PREFIX};
use super::{ScratchError, ScratchServer, quoted, random};
use crate::load::{Delegate, LoadError, LoadOptions, LoadReport, Script, inert, load_with};
use crate::{ConnectError, Connection, Conninfo, PasswordSource, QueryError, Secret, connect};

/// Whether SQL is trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Trust {
    /// Trusted as by `psql -f`. It runs as superuser, if the role that creates databases is one.
    #[default]
    Trusted,
    /// It runs as a role that owns the database and has no other privileges.
    Untrusted,
    /// The SQL recreates a catalog from a database or snapshot. It runs as for `Untrusted`, except
    /// that a superuser creates the objects that only a superuser can create, without executing
    /// their code.
    Recreated,
}

/// A throwaway database with its own role, which owns the objects that SQL creates.
///
/// [`drop`](ScratchDatabase::drop) drops both. If it is not called, because the future was canceled
/// on Ctrl-C for example, dropping the value does the same and blocks. The next process drops
/// databases that a killed process left.
#[derive(Debug)]
pub struct ScratchDatabase {
    server: ScratchServer,
    /// Connects as the role that creates databases.
    maintenance: Conninfo,
    /// Connects as the role that executes SQL.
    source: Conninfo,
    name: String,
    trust: Trust,
    /// Whether the role was created for this database.
    has_own_role: bool,
    /// The schemas that [`create_extensions`](Self::create_extensions) created.
    schemas: BTreeSet<String>,
    /// Keeps other processes from dropping the database as unused.
    guard: Option<Connection>,
}

pub(super) async fn create(server: &ScratchServer, trust: Trust) -> Result<ScratchDatabase, ScratchError> {
    let admin = server.connect().await?;
    let now = admin
        .simple_value(
            "SELECT pg_catalog.floor(pg_catalog.date_part('epoch', pg_catalog.now()))::pg_catalog.int8",
        )
        .await
        .map_err(ScratchError::operation("read the clock"))?;
    let suffix = format!("{}_{}_{:016x}", now.unwrap_or_default(), std::process::id(), random());
    let name = format!("{DATABASE_PREFIX}{suffix}");
    let role = create_role(server, &admin, &format!("{ROLE_PREFIX}{suffix}"), trust).await?;
    let mut database = ScratchDatabase {
        server: server.clone(),
        maintenance: maintenance(server, trust).with_database(&name),
        source: match &role {
            Some((role, secret)) => {
                server.conninfo().with_database(&name).with_user(role, Some(secret.clone()))
            }
            None => server.conninfo().with_database(&name),
        },
        name,
        trust,
        has_own_role: role.is_some(),
        schemas: BTreeSet::new(),
        guard: None,
    };
    // A role that is not a superuser owns the database. This allows it to create schemas and, from
    // PostgreSQL 15 on, objects in the schema public, without explicit privileges.
    let owner = if role.is_some() && !(server.rights().is_superuser && trust == Trust::Trusted) {
        format!("OWNER {}", quoted(database.source.user()))
    } else {
        String::new()
    };
    let statement =
        format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' {owner}", quoted(&database.name));
    admin.execute_script(&statement).await.map_err(ScratchError::operation("create a database"))?;
    admin.close().await;
    let guard = connect(&database.maintenance, PasswordSource::None).await.map_err(Box::new)?;
    if database.has_delegate() {
        guard.execute_script(inert::SETUP).await.map_err(ScratchError::operation("prepare a database"))?;
    }
    database.guard = Some(guard);
    database.check_role().await?;
    Ok(database)
}

/// How the role that creates databases connects to a scratch database.
fn maintenance(server: &ScratchServer, trust: Trust) -> Conninfo {
    match trust != Trust::Trusted && server.rights().is_superuser {
        true => cleanup::unaffected(server.conninfo(), server.major()),
        false => server.conninfo().clone(),
    }
}

/// Lets a role act as all roles to which catalogs have referred. On a private server for SQL that is
/// not trusted, none of them has privileges.
const JOIN_ALL: &str = "DO $$ DECLARE found name; BEGIN \
    FOR found IN SELECT rolname FROM pg_catalog.pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_' AND rolname !~ '^pgplumb_src_' LOOP \
        EXECUTE pg_catalog.format('GRANT %I TO %I', found, 'ROLE'); \
    END LOOP; END $$";

/// Creates the role that executes SQL. Returns `None` if that is not allowed and the SQL is
/// trusted.
async fn create_role(
    server: &ScratchServer,
    admin: &Connection,
    role: &str,
    trust: Trust,
) -> Result<Option<(String, Secret)>, ScratchError> {
    let rights = server.rights();
    if !rights.is_superuser && !rights.creates_roles {
        return match trust {
            Trust::Trusted | Trust::Recreated => Ok(None),
            Trust::Untrusted => Err(ScratchError::NoUnprivilegedRole {
                reason: format!("role {} is not allowed to create roles", quoted(admin.user())),
            }),
        };
    }
    let secret = format!("{:016x}{:016x}", random(), random());
    let superuser = if rights.is_superuser && trust == Trust::Trusted { "SUPERUSER" } else { "NOSUPERUSER" };
    let mut statements = format!("CREATE ROLE {} LOGIN {superuser} PASSWORD '{secret}'", quoted(role));
    if !rights.is_superuser {
        // Membership is required to make the role the owner of a database, and to drop that.
        statements.push_str(&format!("; GRANT {} TO CURRENT_USER", quoted(role)));
    }
    if server.is_private() && trust != Trust::Trusted {
        statements.push_str(&format!("; {}", JOIN_ALL.replace("ROLE", role)));
    }
    admin.execute_script(&statements).await.map_err(ScratchError::operation("create a role"))?;
    Ok(Some((role.to_owned(), Secret::new(secret))))
}

impl ScratchDatabase {
    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The server of the database.
    pub fn server(&self) -> &ScratchServer {
        &self.server
    }

    /// The role that executes SQL. For the objects that it owns, the SQL specified no owner.
    pub fn role(&self) -> &str {
        self.source.user()
    }

    /// The connection parameters for connecting as [`role`](Self::role).
    pub fn conninfo(&self) -> &Conninfo {
        &self.source
    }

    /// Connects as [`role`](Self::role).
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn connect(&self) -> Result<Connection, ConnectError> {
        connect(&self.source, PasswordSource::None).await
    }

    /// Connects as the role that created the database, for example to read the complete catalog.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn connect_as_admin(&self) -> Result<Connection, ConnectError> {
        connect(&self.maintenance, PasswordSource::None).await
    }

    /// Connects to read the catalog. Functions, casts and settings of SQL that is not trusted must
    /// not run with the privileges of the role that created the database.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn connect_for_reading(&self) -> Result<Connection, ConnectError> {
        match self.trust {
            Trust::Trusted => self.connect_as_admin().await,
            Trust::Untrusted | Trust::Recreated => self.connect().await,
        }
    }

    /// Whether a superuser executes what the role may not.
    fn has_delegate(&self) -> bool {
        self.trust == Trust::Recreated && self.server.rights().is_superuser
    }

    /// Creates extensions, given with their schemas, and updates them, before other objects exist
    /// that their scripts could use by mistake. Then disables functions that reach files, programs or other servers.
    /// An extension that cannot be created is left to the statements that are loaded.
    ///
    /// # Errors
    /// When the connection or an update fails.
    pub async fn create_extensions(
        &mut self,
        extensions: &[(String, String)],
        updates: &[String],
    ) -> Result<(), ScratchError> {
        if !self.has_delegate() || extensions.is_empty() {
            return Ok(());
        }
        let admin = self.connect_as_admin().await.map_err(Box::new)?;
        let role = quoted(self.role());
        let mut remaining: Vec<&(String, String)> = extensions.iter().collect();
        let mut count = usize::MAX;
        // An extension may require another one.
        while remaining.len() < count {
            count = remaining.len();
            let mut failed = Vec::new();
            for extension in remaining {
                let (name, schema) = (quoted(&extension.0), quoted(&extension.1));
                let statements = format!(
                    "CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {role}; CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA {schema}"
                );
                let without_schema = format!("CREATE EXTENSION IF NOT EXISTS {name}");
                let created = match admin.execute_script(&statements).await {
                    Ok(()) => {
                        self.schemas.insert(extension.1.clone());
                        Ok(())
                    }
                    Err(_) => admin.execute_script(&without_schema).await,
                };
                if created.is_err() {
                    failed.push(extension);
                }
            }
            remaining = failed;
        }
        for update in updates {
            let updated = admin.execute_statement(update).await;
            updated.map_err(ScratchError::operation("update an extension"))?;
        }
        let disabled = admin.execute_script(inert::DISABLE_EXTENSIONS).await;
        admin.close().await;
        disabled.map_err(ScratchError::operation("disable functions of extensions"))
    }

    /// Executes a statement as [`role`](Self::role), or as superuser if the catalog contains
    /// something that only a superuser can create.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn execute(&self, connection: &Connection, statement: &str) -> Result<(), QueryError> {
        let Err(error) = connection.execute_script(statement).await else { return Ok(()) };
        if !self.has_delegate() {
            return Err(error);
        }
        let Ok(admin) = self.connect_as_admin().await else { return Err(error) };
        let delegate = Delegate { admin: &admin, role: self.role(), schemas: &self.schemas };
        let executed = delegate.execute(connection, statement, &error).await.unwrap_or(Err(error));
        admin.close().await;
        executed
    }

    /// Repeats `GRANT` and `REVOKE` statements as superuser if the server ignored some of them, as
    /// it does for objects of another owner.
    pub async fn repeat_grants(&self, connection: &Connection, statements: &[&String]) {
        let is_ignored = |code: &str| matches!(code, "01006" | "01007");
        if !self.has_delegate() || !connection.take_notices().iter().any(|notice| is_ignored(&notice.code)) {
            return;
        }
        let Ok(admin) = self.connect_as_admin().await else { return };
        let delegate = Delegate { admin: &admin, role: self.role(), schemas: &self.schemas };
        for statement in statements {
            delegate.grant_again(statement).await;
        }
        admin.close().await;
    }

    /// Whether SQL is trusted.
    pub fn trust(&self) -> Trust {
        self.trust
    }

    /// The role that creates databases.
    pub fn admin(&self) -> &str {
        self.maintenance.user()
    }

    /// Loads SQL. On a private server, missing roles to which the SQL refers are created.
    ///
    /// # Errors
    /// When statements or the connection fail.
    pub async fn load(&self, scripts: &[Script], options: &LoadOptions<'_>) -> Result<LoadReport, LoadError> {
        let connection = self.connect().await.map_err(Box::new)?;
        let admin = match self.server.is_private() || self.has_delegate() {
            true => Some(self.connect_as_admin().await.map_err(Box::new)?),
            false => None,
        };
        let creator = admin.as_ref().filter(|_| self.server.is_private());
        let delegated = admin.as_ref().filter(|_| self.has_delegate());
        let delegate = delegated.map(|admin| Delegate { admin, role: self.role(), schemas: &self.schemas });
        let options = LoadOptions {
            role_creator: creator.or(options.role_creator),
            is_untrusted: self.trust == Trust::Untrusted,
            delegate,
            ..*options
        };
        let report = load_with(&connection, scripts, &options).await;
        connection.close().await;
        if let Some(admin) = admin {
            admin.close().await;
        }
        report
    }

    /// Drops the database and its role.
    ///
    /// # Errors
    /// When the connection to the server or the statement fails.
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
        let is_dropped = cleanup::drop_database(&admin, self.server.conninfo(), &name).await;
        if is_dropped && self.has_own_role {
            cleanup::drop_role(&admin, self.source.user()).await;
        }
        let statement = format!("DROP DATABASE IF EXISTS {}", quoted(&name));
        let dropped: Result<(), QueryError> =
            if is_dropped { Ok(()) } else { admin.execute_script(&statement).await };
        admin.close().await;
        dropped.map_err(ScratchError::operation("drop a database"))
    }

    /// Checks that the new role can connect. If it cannot, trusted SQL runs as the role that
    /// creates databases instead.
    async fn check_role(&mut self) -> Result<(), ScratchError> {
        if !self.has_own_role || self.server.is_private() {
            return Ok(());
        }
        match self.connect().await {
            Ok(connection) => connection.close().await,
            Err(error) if self.trust == Trust::Untrusted => {
                return Err(ScratchError::NoUnprivilegedRole { reason: error.to_string() });
            }
            Err(_) => {
                let admin = self.connect_as_admin().await.map_err(Box::new)?;
                let role = quoted(self.source.user());
                let statements =
                    format!("ALTER DATABASE {} OWNER TO CURRENT_USER; DROP ROLE {role}", quoted(&self.name));
                let dropped = admin.execute_script(&statements).await;
                admin.close().await;
                dropped.map_err(ScratchError::operation("drop a role"))?;
                self.source = self.maintenance.clone();
                self.has_own_role = false;
            }
        }
        Ok(())
    }
}

impl Drop for ScratchDatabase {
    /// Drops the database if that has not been done. This runs on a separate thread, because the
    /// current runtime may be shutting down.
    fn drop(&mut self) {
        self.guard = None;
        if self.name.is_empty() || self.server.is_temporary() {
            return;
        }
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                if let Ok(runtime) = runtime {
                    let limit = std::time::Duration::from_secs(5);
                    let _ = runtime.block_on(async { tokio::time::timeout(limit, self.remove()).await });
                }
            });
        });
    }
}
