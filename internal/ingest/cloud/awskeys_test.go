package cloud

import (
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

var awsKeysTrial = trial{
	format: "aws-keys",
	sample: `{"extra":null,"KeyMetadata":{"AWSAccountId":"111122223333","KeyId":"k","Arn":"arn:aws:kms:eu-west-1:111122223333:key/k","Description":"LONG","KeySpec":"RSA_2048","KeyState":"Enabled","KeyUsage":"SIGN_VERIFY","Origin":"AWS_KMS"}}`,
	open:   `{"Truncated":false,"Keys":[`, record: `{"KeyId":"k%","KeyArn":"a%"}`, end: `]}`,
	lists: "KeyMetadata Keys",
	seeds: []string{awsSymmetric, awsRotation},
}

const (
	awsSymmetric = `{"KeyMetadata":{"KeyId":"k","Arn":"arn:aws:kms:eu-west-1:111122223333:key/k","KeySpec":"SYMMETRIC_DEFAULT","KeyState":"Enabled","Origin":"AWS_KMS","KeyManager":"CUSTOMER"}}`
	awsRotation  = `{"KeyRotationEnabled":true,"KeyId":"arn:aws:kms:eu-west-1:111122223333:key/k","RotationPeriodInDays":365}`
)

func init() {
	exports["aws kms describe-key"] = awsKeysTrial.sample
	exports["aws kms list-keys"] = `{"Keys":[{"KeyId":"k","KeyArn":"arn:aws:kms:eu-west-1:111122223333:key/k"}]}`
	exports["aws kms get-key-rotation-status"] = awsRotation
	exports["aws ec2 describe-vpcs"] = `{"Vpcs":[{"VpcId":"vpc-1","CidrBlock":"10.0.0.0/16"}]}`
}

func FuzzAWSKeys(f *testing.F) { awsKeysTrial.fuzz(f) }

func TestAWSKeys(t *testing.T) {
	key := func(changes string) map[string]any {
		docs := read(t, "aws kms describe-key", `{"KeyMetadata":{"KeyId":"k","Arn":"arn:aws:kms:eu-west-1:111122223333:key/k",`+changes+`}}`)
		return entry(t, docs, vaults, "stores", "arn:aws:kms:eu-west-1:111122223333:key/k")
	}
	is(t, key(`"KeySpec":"RSA_2048","KeyState":"Enabled","Origin":"AWS_KMS"`), `{"in_use":true,"contents":["private-keys"],"protection":"hardware","limited":"absent"}`)
	is(t, key(`"CustomerMasterKeySpec":"ECC_NIST_P256","KeyState":"PendingDeletion","Origin":"EXTERNAL"`), `{"in_use":false,"protection":"unknown"}`)
	for _, text := range []string{awsSymmetric, awsRotation, `{"Keys":[{"KeyId":"k","KeyArn":"a"}]}`} {
		docs := rawtest.Read(t, awsKeys.format(), text, rawtest.Web())
		if len(docs) != 1 || docs[0].Kind != raw.RawRecords {
			t.Errorf("%s: %d documents, the first of %s", text, len(docs), docs[0].Kind)
		}
	}
	if docs := rawtest.Read(t, awsKeys.format(), `{"Keys":[{"KeyId":"k","KeyArn":"a"}],"Truncated":true}`, rawtest.Web()); len(docs) != 1 {
		t.Errorf("%d documents", len(docs))
	}
}
