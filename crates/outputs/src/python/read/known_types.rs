//! Types of libraries: the Python types that their values have, and the PostgreSQL types of their
//! columns.

use super::TypeHint;
use super::type_hint::last_component;

/// Libraries whose annotations are known by name.
const ANNOTATION_LIBRARIES: [&str; 3] = ["pydantic", "pydantic_core", "pydantic_extra_types"];

/// Types for annotations, with the type that has the same values in a row.
const ANNOTATIONS: &[(&[&str], &str)] = &[
    (
        &[
            "StrictStr",
            "EmailStr",
            "NameEmail",
            "ImportString",
            "SecretStr",
            "constr",
            "AnyUrl",
            "AnyHttpUrl",
            "HttpUrl",
            "FileUrl",
            "AnyWebsocketUrl",
            "WebsocketUrl",
            "FtpUrl",
            "PostgresDsn",
            "CockroachDsn",
            "AmqpDsn",
            "RedisDsn",
            "MongoDsn",
            "KafkaDsn",
            "NatsDsn",
            "MySQLDsn",
            "MariaDBDsn",
            "ClickHouseDsn",
            "SnowflakeDsn",
            "Url",
            "MultiHostUrl",
            "FilePath",
            "DirectoryPath",
            "NewPath",
            "SocketPath",
            "Base64Str",
            "Base64UrlStr",
            "EncodedStr",
            "Color",
            "CountryAlpha2",
            "CountryAlpha3",
            "CountryNumericCode",
            "CountryShortName",
            "LanguageAlpha2",
            "LanguageName",
            "ISO639_3",
            "ISO639_5",
            "ISO4217",
            "Currency",
            "PaymentCardNumber",
            "PhoneNumber",
            "PhoneNumberValidator",
            "ABARoutingNumber",
            "ISBN",
            "MacAddress",
            "SemanticVersion",
            "TimeZoneName",
            "ULID",
            "MongoObjectId",
            "S3Path",
            "DomainStr",
            "ScriptCode",
            "EpochStr",
        ],
        "str",
    ),
    (
        &[
            "StrictInt",
            "PositiveInt",
            "NegativeInt",
            "NonNegativeInt",
            "NonPositiveInt",
            "conint",
            "ByteSize",
        ],
        "int",
    ),
    (
        &[
            "StrictFloat",
            "PositiveFloat",
            "NegativeFloat",
            "NonNegativeFloat",
            "NonPositiveFloat",
            "FiniteFloat",
            "confloat",
            "Latitude",
            "Longitude",
        ],
        "float",
    ),
    (&["StrictBool"], "bool"),
    (&["StrictBytes", "SecretBytes", "conbytes", "Base64Bytes", "Base64UrlBytes", "EncodedBytes"], "bytes"),
    (&["condecimal"], "decimal.Decimal"),
    (&["UUID1", "UUID3", "UUID4", "UUID5", "UUID6", "UUID7", "UUID8"], "uuid.UUID"),
    (&["AwareDatetime", "NaiveDatetime", "PastDatetime", "FutureDatetime"], "datetime.datetime"),
    (&["PastDate", "FutureDate", "condate"], "datetime.date"),
];

/// Python types that are known for certain. All other names may be types of any library.
const PYTHON_TYPES: [&str; 30] = [
    "str",
    "int",
    "float",
    "bool",
    "bytes",
    "bytearray",
    "complex",
    "dict",
    "Dict",
    "Mapping",
    "MutableMapping",
    "datetime",
    "date",
    "time",
    "timedelta",
    "UUID",
    "Decimal",
    "IPv4Address",
    "IPv6Address",
    "IPv4Interface",
    "IPv6Interface",
    "IPv4Network",
    "IPv6Network",
    "Range",
    "Multirange",
    "set",
    "frozenset",
    "range",
    "OrderedDict",
    "defaultdict",
];

/// Libraries that define these types.
const PYTHON_LIBRARIES: [&str; 9] = [
    "builtins",
    "collections",
    "datetime",
    "decimal",
    "ipaddress",
    "psycopg",
    "typing",
    "typing_extensions",
    "uuid",
];

/// The type that an annotation of a library stands for.
pub(super) fn annotation(qualified: &str) -> Option<TypeHint> {
    let library = qualified.split('.').next()?;
    if !ANNOTATION_LIBRARIES.contains(&library) || !qualified.contains('.') {
        return None;
    }
    let name = last_component(qualified);
    if name == "conlist" || name == "conset" {
        return Some(TypeHint::List(Box::new(TypeHint::Any)));
    }
    let known = ANNOTATIONS.iter().find(|(names, _)| names.contains(&name));
    Some(known.map_or(TypeHint::Unknown, |(_, python)| TypeHint::Named((*python).to_owned())))
}

/// Whether a qualified name is a type of Python or a driver, and not a type of another library.
pub(crate) fn is_python_type(qualified: &str) -> bool {
    let (library, name) = qualified.rsplit_once('.').unwrap_or(("", qualified));
    let library = library.split('.').next().unwrap_or_default();
    PYTHON_TYPES.contains(&name) && (library.is_empty() || PYTHON_LIBRARIES.contains(&library))
}

const INTEGERS: &[&str] = &["smallint", "integer", "bigint"];
const TEXTS: &[&str] = &["text", "character varying", "character", "citext", "name"];
const FLOATS: &[&str] = &["real", "double precision", "numeric"];
const TIMESTAMPS: &[&str] = &["timestamp without time zone", "timestamp with time zone"];
const BYTES: &[&str] = &["bytea"];
const JSONS: &[&str] = &["json", "jsonb"];

/// Column types of SQLAlchemy, its dialects and related libraries, with the PostgreSQL types that
/// have the same values.
const COLUMN_TYPES: &[(&[&str], &[&str])] = &[
    (&["Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT", "SMALLINT", "INT", "PGOid"], INTEGERS),
    (
        &[
            "String",
            "Text",
            "Unicode",
            "UnicodeText",
            "VARCHAR",
            "TEXT",
            "CHAR",
            "NCHAR",
            "NVARCHAR",
            "CITEXT",
            "CLOB",
            "AutoString",
            "EmailType",
            "URLType",
            "ColorType",
            "CountryType",
            "CurrencyType",
            "LocaleType",
            "PhoneNumberType",
            "ScalarListType",
            "TimezoneType",
            "CIText",
            "IPAddressType",
        ],
        TEXTS,
    ),
    (&["Boolean", "BOOLEAN"], &["boolean"]),
    (&["Float", "Double", "REAL", "FLOAT", "DOUBLE", "DOUBLE_PRECISION"], FLOATS),
    (&["Numeric", "NUMERIC", "DECIMAL"], &["numeric"]),
    (&["DateTime", "TIMESTAMP", "DATETIME", "ArrowType", "EnrichedDateTimeType"], TIMESTAMPS),
    (&["Date", "DATE", "EnrichedDateType"], &["date"]),
    (&["Time", "TIME"], &["time without time zone", "time with time zone"]),
    (&["Interval", "INTERVAL"], &["interval"]),
    (&["LargeBinary", "BYTEA", "BLOB", "VARBINARY", "BINARY", "PickleType"], BYTES),
    (&["PasswordType"], &["bytea", "text", "character varying"]),
    (&["EncryptedType", "StringEncryptedType"], &["bytea", "text", "character varying"]),
    (&["JSON", "JSONB"], JSONS),
    (&["JSONType"], &["json", "jsonb", "text"]),
    (&["UUID", "Uuid", "UUIDType"], &["uuid"]),
    (&["HSTORE"], &["hstore"]),
    (&["INET"], &["inet"]),
    (&["CIDR"], &["cidr"]),
    (&["MACADDR"], &["macaddr"]),
    (&["MACADDR8"], &["macaddr8"]),
    (&["TSVECTOR", "TSVectorType"], &["tsvector"]),
    (&["TSQUERY"], &["tsquery"]),
    (&["BIT", "WeekDaysType"], &["bit", "bit varying"]),
    (&["MONEY"], &["money"]),
    (&["OID"], &["oid"]),
    (&["REGCLASS"], &["regclass"]),
    (&["REGCONFIG"], &["regconfig"]),
    (&["JSONPATH"], &["jsonpath"]),
    (&["INT4RANGE", "IntRangeType"], &["int4range"]),
    (&["INT8RANGE", "Int8RangeType"], &["int8range"]),
    (&["NUMRANGE", "NumericRangeType"], &["numrange"]),
    (&["DATERANGE", "DateRangeType"], &["daterange"]),
    (&["TSRANGE", "DateTimeRangeType"], &["tsrange"]),
    (&["TSTZRANGE"], &["tstzrange"]),
    (&["INT4MULTIRANGE"], &["int4multirange"]),
    (&["INT8MULTIRANGE"], &["int8multirange"]),
    (&["NUMMULTIRANGE"], &["nummultirange"]),
    (&["DATEMULTIRANGE"], &["datemultirange"]),
    (&["TSMULTIRANGE"], &["tsmultirange"]),
    (&["TSTZMULTIRANGE"], &["tstzmultirange"]),
    (&["LtreeType", "LTREE"], &["ltree"]),
    (&["LQUERY"], &["lquery"]),
    (&["LTXTQUERY"], &["ltxtquery"]),
    (&["Geometry"], &["geometry"]),
    (&["Geography"], &["geography"]),
    (&["Raster"], &["raster"]),
    (&["Vector", "VECTOR"], &["vector"]),
    (&["HALFVEC"], &["halfvec"]),
    (&["SPARSEVEC"], &["sparsevec"]),
];

/// Column types whose values can have any Python type.
const CONVERTING: [&str; 26] = [
    "JSON",
    "JSONB",
    "JSONType",
    "PickleType",
    "PasswordType",
    "EncryptedType",
    "StringEncryptedType",
    "ArrowType",
    "EnrichedDateTimeType",
    "EnrichedDateType",
    "ColorType",
    "CountryType",
    "CurrencyType",
    "LocaleType",
    "PhoneNumberType",
    "ScalarListType",
    "TimezoneType",
    "WeekDaysType",
    "LtreeType",
    "IPAddressType",
    "Geometry",
    "Geography",
    "Raster",
    "Vector",
    "URLType",
    "INTERVAL",
];

/// The column type of a library, by its name.
pub(super) fn column_type(name: &str) -> Option<TypeHint> {
    let (_, postgres) = COLUMN_TYPES.iter().find(|(names, _)| names.contains(&name))?;
    Some(TypeHint::Sql(name.to_owned(), postgres.iter().map(|name| (*name).to_owned()).collect()))
}

/// Fields of Django, with the PostgreSQL types of their columns.
const DJANGO_TYPES: &[(&[&str], &[&str])] = &[
    (
        &[
            "AutoField",
            "BigAutoField",
            "SmallAutoField",
            "IntegerField",
            "BigIntegerField",
            "SmallIntegerField",
            "PositiveIntegerField",
            "PositiveBigIntegerField",
            "PositiveSmallIntegerField",
        ],
        INTEGERS,
    ),
    (
        &[
            "CharField",
            "TextField",
            "EmailField",
            "SlugField",
            "URLField",
            "FileField",
            "ImageField",
            "FilePathField",
            "CommaSeparatedIntegerField",
            "CICharField",
            "CIEmailField",
            "CITextField",
        ],
        TEXTS,
    ),
    (&["UUIDField"], &["uuid"]),
    (&["BooleanField", "NullBooleanField"], &["boolean"]),
    (&["DateField"], &["date"]),
    (&["DateTimeField"], TIMESTAMPS),
    (&["TimeField"], &["time without time zone", "time with time zone"]),
    (&["DurationField"], &["interval"]),
    (&["DecimalField"], &["numeric"]),
    (&["FloatField"], &["double precision", "real"]),
    (&["BinaryField"], BYTES),
    (&["JSONField"], JSONS),
    (&["GenericIPAddressField", "IPAddressField"], &["inet"]),
    (&["HStoreField"], &["hstore"]),
    (&["SearchVectorField"], &["tsvector"]),
    (&["IntegerRangeField"], &["int4range"]),
    (&["BigIntegerRangeField"], &["int8range"]),
    (&["DecimalRangeField"], &["numrange"]),
    (&["DateTimeRangeField"], &["tstzrange"]),
    (&["DateRangeField"], &["daterange"]),
];

/// The column type of a field class of Django.
pub(super) fn django_type(name: &str) -> Option<TypeHint> {
    let (_, postgres) = DJANGO_TYPES.iter().find(|(names, _)| names.contains(&name))?;
    Some(TypeHint::Sql(name.to_owned(), postgres.iter().map(|name| (*name).to_owned()).collect()))
}

/// The column type of an enum that is stored as text.
pub(super) fn text_column(name: &str) -> TypeHint {
    TypeHint::Sql(name.to_owned(), TEXTS.iter().map(|name| (*name).to_owned()).collect())
}

/// Whether the values of a column type can have any Python type.
pub(super) fn is_converting(name: &str) -> bool {
    CONVERTING.contains(&name)
}
