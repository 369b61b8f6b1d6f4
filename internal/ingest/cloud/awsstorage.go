package cloud

import (
	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// awsStorage reads what the AWS CLI says of stores: whether they are encrypted
// at rest, and with which key. Whose the key is they do not say, but for keys
// that AWS keeps for a service.
//
// Source: AWS CLI 1 and 2; the APIs of s3, ec2, rds, redshift, dynamodb, efs.
var awsStorage = topic{
	name: "aws-storage",
	names: `ServerSideEncryptionConfiguration Rules ApplyServerSideEncryptionByDefault Buckets Volumes Snapshots DBInstances
DBClusters DBSnapshots Clusters Table FileSystems Encrypted StorageEncrypted KmsKeyId PublicAccessBlockConfiguration`,
	shapes: []shape{
		awsStores("aws ec2 describe-volumes", "Volumes", "volume", "VolumeId", "Encrypted"),
		awsStores("aws ec2 describe-snapshots", "Snapshots", "snapshot", "SnapshotId", "Encrypted"),
		awsStores("aws rds describe-db-instances", "DBInstances", "database", "DBInstanceIdentifier", "StorageEncrypted"),
		awsStores("aws rds describe-db-clusters", "DBClusters", "database", "DBClusterIdentifier", "StorageEncrypted"),
		awsStores("aws rds describe-db-snapshots", "DBSnapshots", "snapshot", "DBSnapshotIdentifier", "Encrypted"),
		awsStores("aws redshift describe-clusters", "Clusters", "database", "ClusterIdentifier", "Encrypted"),
		awsStores("aws efs describe-file-systems", "FileSystems", "file-share", "FileSystemId", "Encrypted"),
		{command: "aws dynamodb describe-table", list: "Table", one: true, has: []string{"TableName", "TableArn"},
			brings: one(storage, "stores"), record: each(awsTable)},
		{command: "aws s3api get-bucket-encryption", list: "ServerSideEncryptionConfiguration", one: true, has: []string{"Rules"},
			brings: one(storage, "stores"), record: each(awsBucketEncryption)},
		{command: "aws s3api list-buckets", list: "Buckets", root: []string{"Owner"}, has: []string{"Name", "CreationDate"},
			brings: one(storage, "stores"), record: each(awsBucket)},
		{command: "aws s3api get-public-access-block", list: "PublicAccessBlockConfiguration", one: true, has: []string{"BlockPublicAcls"},
			record: kept("PublicAccessBlockConfiguration")},
	},
}

// awsStores is the shape of a list of stores that say whether they are
// encrypted.
func awsStores(command, list, sort string, has ...string) shape {
	return shape{command: command, list: list, has: has, brings: one(storage, "stores"),
		record: each(func(x *export, r *awsStore, at string) error { return x.awsStore(sort, r, at) })}
}

// awsStore has the members of all stores; each has some of them.
type awsStore struct {
	VolumeId, SnapshotId, FileSystemId                        string
	DBInstanceIdentifier, DBClusterIdentifier                 string
	DBSnapshotIdentifier, ClusterIdentifier                   string
	DBInstanceArn, DBClusterArn, DBSnapshotArn, FileSystemArn string
	VolumeArn, SnapshotArn, ClusterNamespaceArn, OwnerId      string
	KmsKeyId, AvailabilityZone                                string
	Encrypted, StorageEncrypted                               *bool
}

func (x *export) awsStore(sort string, r *awsStore, at string) error {
	arn := raw.First(r.DBInstanceArn, r.DBClusterArn, r.DBSnapshotArn, r.FileSystemArn, r.VolumeArn, r.SnapshotArn)
	x.arn(arn)
	x.arn(r.ClusterNamespaceArn)
	x.arn(r.KmsKeyId)
	x.about(r.OwnerId)
	s := store{sort: sort, encrypted: r.Encrypted, key: r.KmsKeyId, keeper: awsKeeper(r.KmsKeyId),
		id: raw.First(arn, r.VolumeId, r.SnapshotId, r.FileSystemId, r.ClusterIdentifier, r.DBInstanceIdentifier, r.DBClusterIdentifier, r.DBSnapshotIdentifier)}
	if r.StorageEncrypted != nil {
		s.encrypted = r.StorageEncrypted
	}
	return x.store(s, at)
}

// awsTable: DynamoDB encrypts every table; one that says nothing of it uses a key
// that AWS owns (API reference, SSESpecification).
func awsTable(x *export, t *struct {
	TableName, TableArn string
	SSEDescription      *struct{ Status, KMSMasterKeyArn string }
}, at string) error {
	x.arn(t.TableArn)
	s := store{id: t.TableArn, sort: "database", encrypted: known(true), key: "AWS owned key", keeper: "provider"}
	if d := t.SSEDescription; d != nil && d.Status != "DISABLED" {
		s.key, s.keeper = d.KMSMasterKeyArn, awsKeeper(d.KMSMasterKeyArn)
	}
	return x.store(s, at)
}

// awsBucketEncryption is the rule of a bucket that the export does not name.
func awsBucketEncryption(x *export, c *struct {
	Rules []struct {
		ApplyServerSideEncryptionByDefault struct{ SSEAlgorithm, KMSMasterKeyID string }
	}
}, at string) error {
	s := store{id: x.nameless(""), sort: "bucket"}
	if len(c.Rules) == 1 {
		r := c.Rules[0].ApplyServerSideEncryptionByDefault
		x.arn(r.KMSMasterKeyID)
		s.key, s.keeper = r.KMSMasterKeyID, awsKeeper(r.KMSMasterKeyID)
		switch r.SSEAlgorithm {
		case "AES256":
			s.encrypted, s.algorithm, s.key, s.keeper = known(true), "AES-256", "SSE-S3", "provider"
		case "aws:kms", "aws:kms:dsse":
			s.encrypted, s.algorithm = known(true), "AES-256-GCM"
		}
	}
	return x.store(s, at)
}

// awsBucket: a list of buckets says nothing of their encryption.
func awsBucket(x *export, b *struct{ Name string }, at string) error {
	return x.store(store{id: b.Name, sort: "bucket"}, at)
}
