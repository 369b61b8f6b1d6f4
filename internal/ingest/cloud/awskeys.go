package cloud

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// awsKeys reads what the AWS CLI says of keys. A key that can sign or that has a
// public half is kept somewhere, and evidence has a place for that; what is
// known of other keys is kept as it is.
//
// Source: AWS CLI 1 and 2, KMS API of 2014-11-01.
var awsKeys = topic{
	name:  "aws-keys",
	names: `KeyMetadata Keys KeyId KeyArn KeyRotationEnabled KeyState Origin KeySpec KeyManager`,
	shapes: []shape{
		{command: "aws kms describe-key", list: "KeyMetadata", one: true, has: []string{"KeyId"},
			brings: one(vaults, "stores"), record: each(awsKey)},
		{command: "aws kms list-keys", list: "Keys", has: []string{"KeyId", "KeyArn"}, record: kept("KeyListEntry")},
		{command: "aws kms get-key-rotation-status", one: true, root: []string{"KeyRotationEnabled"}, record: kept("KeyRotationStatus")},
	},
}

// awsKey: key material that KMS made is in its hardware security modules; what
// was imported, or is kept elsewhere, may be anywhere besides.
func awsKey(x *export, k *struct {
	Arn, KeyId, KeySpec, CustomerMasterKeySpec, KeyUsage, KeyState, Origin, KeyManager string
}, at string) error {
	x.arn(k.Arn)
	spec := raw.First(k.KeySpec, k.CustomerMasterKeySpec)
	if !strings.HasPrefix(spec, "RSA_") && !strings.HasPrefix(spec, "ECC_") && !strings.HasPrefix(spec, "ML_DSA_") && spec != "SM2" {
		x.s.Keep("KeyMetadata", at, x.s.Fields().Must("KeyId", raw.First(k.Arn, k.KeyId)).Must("KeySpec", spec).Must("KeyUsage", k.KeyUsage).
			Must("KeyState", k.KeyState).Must("Origin", k.Origin).Must("KeyManager", k.KeyManager).Object())
		return nil
	}
	protection := "unknown"
	if k.Origin == "AWS_KMS" || k.Origin == "AWS_CLOUDHSM" {
		protection = "hardware"
	}
	id := raw.First(k.Arn, k.KeyId)
	return x.put(vaults, "stores", id, at, x.s.Fields().Flag("in_use", k.KeyState == "Enabled" || k.KeyState == "").
		Texts("contents", []string{"private-keys"}, raw.ShortText, true).Must("protection", protection))
}
