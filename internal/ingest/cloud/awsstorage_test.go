package cloud

import (
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

var awsStorageTrial = trial{
	format: "aws-storage",
	sample: `{"extra":null,"Volumes":[{"VolumeId":"vol-1","Encrypted":true,"KmsKeyId":"arn:aws:kms:eu-west-1:111122223333:key/LONG"},{"VolumeId":"vol-2","Encrypted":false}]}`,
	open:   `{"Volumes":[`, record: `{"VolumeId":"vol-%","Encrypted":true}`, end: `]}`,
	lists: "Volumes Snapshots DBInstances DBClusters DBSnapshots Clusters FileSystems Table ServerSideEncryptionConfiguration Buckets PublicAccessBlockConfiguration",
	seeds: []string{awsInstances, awsTableExport, awsBucketExport, awsBuckets, awsAccessBlock},
}

const (
	awsInstances    = `{"Marker":"m","DBInstances":[{"DBInstanceIdentifier":"db","DBInstanceArn":"arn:aws:rds:eu-west-1:111122223333:db:db","StorageEncrypted":true,"KmsKeyId":"arn:aws:kms:eu-west-1:111122223333:key/1"}]}`
	awsTableExport  = `{"Table":{"TableName":"t","TableArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t","SSEDescription":{"Status":"ENABLED","SSEType":"KMS","KMSMasterKeyArn":"arn:aws:kms:eu-west-1:111122223333:key/1"}}}`
	awsBucketExport = `{"ServerSideEncryptionConfiguration":{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"},"BucketKeyEnabled":true}]}}`
	awsBuckets      = `{"Buckets":[{"Name":"b","CreationDate":"2025-01-01T00:00:00Z"}],"Owner":{"ID":"x"}}`
	awsAccessBlock  = `{"PublicAccessBlockConfiguration":{"BlockPublicAcls":true}}`
)

func init() {
	exports["aws ec2 describe-volumes"] = awsStorageTrial.sample
	exports["aws ec2 describe-snapshots"] = `{"Snapshots":[{"SnapshotId":"snap-1","Encrypted":false,"OwnerId":"111122223333"}]}`
	exports["aws rds describe-db-instances"] = awsInstances
	exports["aws rds describe-db-clusters"] = `{"DBClusters":[{"DBClusterIdentifier":"c","DBClusterArn":"arn:aws:rds:eu-west-1:111122223333:cluster:c","StorageEncrypted":false}]}`
	exports["aws rds describe-db-snapshots"] = `{"DBSnapshots":[{"DBSnapshotIdentifier":"s","DBSnapshotArn":"arn:aws:rds:eu-west-1:111122223333:snapshot:s","Encrypted":true}]}`
	exports["aws redshift describe-clusters"] = `{"Clusters":[{"ClusterIdentifier":"c","NodeType":"ra3","Encrypted":true}]}`
	exports["aws efs describe-file-systems"] = `{"FileSystems":[{"OwnerId":"111122223333","FileSystemId":"fs-1","FileSystemArn":"arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1","Encrypted":true,"KmsKeyId":"arn:aws:kms:eu-west-1:111122223333:key/1"}]}`
	exports["aws dynamodb describe-table"] = awsTableExport
	exports["aws s3api get-bucket-encryption"] = awsBucketExport
	exports["aws s3api list-buckets"] = awsBuckets
	exports["aws s3api get-public-access-block"] = awsAccessBlock
}

func FuzzAWSStorage(f *testing.F) { awsStorageTrial.fuzz(f) }

func TestAWSStores(t *testing.T) {
	for _, c := range []struct{ command, id, want string }{
		{"aws ec2 describe-volumes", "vol-1", `{"type":"volume","holds":[],"encrypted":true,"key":{"id":"arn:aws:kms:eu-west-1:111122223333:key/LONG","managed_by":"unknown"}}`},
		{"aws ec2 describe-volumes", "vol-2", `{"encrypted":false,"key":"absent"}`},
		{"aws ec2 describe-snapshots", "snap-1", `{"type":"snapshot","encrypted":false}`},
		{"aws rds describe-db-instances", "arn:aws:rds:eu-west-1:111122223333:db:db", `{"type":"database","encrypted":true}`},
		{"aws rds describe-db-clusters", "arn:aws:rds:eu-west-1:111122223333:cluster:c", `{"type":"database","encrypted":false}`},
		{"aws rds describe-db-snapshots", "arn:aws:rds:eu-west-1:111122223333:snapshot:s", `{"type":"snapshot","encrypted":true}`},
		{"aws redshift describe-clusters", "c", `{"type":"database","encrypted":true}`},
		{"aws efs describe-file-systems", "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1", `{"type":"file-share","encrypted":true}`},
		{"aws dynamodb describe-table", "arn:aws:dynamodb:eu-west-1:111122223333:table/t", `{"encrypted":true,"key":{"id":"arn:aws:kms:eu-west-1:111122223333:key/1","managed_by":"unknown"}}`},
		{"aws s3api get-bucket-encryption", "scans/report", `{"type":"bucket","encrypted":true,"algorithm":"AES-256","key":{"id":"SSE-S3","managed_by":"provider"}}`},
		{"aws s3api list-buckets", "b", `{"encrypted":null}`},
	} {
		is(t, entry(t, read(t, c.command, exports[c.command]), storage, "stores", c.id), c.want)
	}
	if docs := read(t, "aws rds describe-db-instances", awsInstances); docs[len(docs)-1].Problem == nil {
		t.Error("a marker for more passes as whole")
	}
	kept := rawtest.Only(t, read(t, "aws s3api get-public-access-block", awsAccessBlock), raw.RawRecords)
	if rawtest.Length(kept.Payload["records"]) != 1 {
		t.Error("the access block is lost")
	}
}

func TestAWSBucketEncryption(t *testing.T) {
	for text, want := range map[string]string{
		`{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"arn:aws:kms:eu-west-1:111122223333:key/1"}`: `{"encrypted":true,"key":{"id":"arn:aws:kms:eu-west-1:111122223333:key/1","managed_by":"unknown"}}`,
		`{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"alias/aws/s3"}`:                             `{"encrypted":true,"key":{"id":"alias/aws/s3","managed_by":"provider"}}`,
		`{"SSEAlgorithm":"rot13"}`: `{"encrypted":null,"key":"absent"}`,
	} {
		docs := read(t, "aws s3api get-bucket-encryption", `{"ServerSideEncryptionConfiguration":{"Rules":[{"ApplyServerSideEncryptionByDefault":`+text+`}]}}`)
		is(t, entry(t, docs, storage, "stores", "scans/report"), want)
	}
	docs := read(t, "aws dynamodb describe-table", `{"Table":{"TableName":"t","TableArn":"arn:aws:dynamodb:eu-west-1:1:table/t"}}`)
	is(t, entry(t, docs, storage, "stores", "arn:aws:dynamodb:eu-west-1:1:table/t"), `{"encrypted":true,"key":{"id":"AWS owned key","managed_by":"provider"}}`)
}
