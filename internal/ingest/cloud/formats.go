// Package cloud reads what the command lines and APIs of cloud providers,
// identity providers and code hosts export: the account's own word on its
// users, stores, keys, logs and networks.
//
// A format is one matter of one provider, and reads the exports of many
// commands; each command is a shape, one row of the format's table. What an
// export does not say stays unsaid: a list of users that knows nothing of their
// second factors decides nothing about these.
package cloud

import (
	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// The evidence kinds that exports bring.
const (
	accessGrants   = "access-grants"
	accounts       = "iam-accounts"
	auditConfig    = "audit-config"
	logSources     = "log-sources"
	networkRules   = "network-rules"
	passwordPolicy = "password-policy"
	pipelines      = "ci-pipeline"
	sessionPolicy  = "session-policy"
	signInMethods  = "sign-in-methods"
	storage        = "storage-encryption"
	vaults         = "authenticator-stores"
)

// topics are the formats of this package, in the order in which they are tried.
func topics() []topic {
	return []topic{githubPipeline, githubAlerts, githubOrganization, awsIdentity, awsAccess, awsStorage, awsKeys, awsLogging, awsNetwork, entra, okta,
		azureStorage, azureKeys, azureLogging, azureNetwork, azureAccess,
		gcpStorage, gcpKeys, gcpLogging, gcpNetwork, gcpAccess}
}

// Formats are the formats of this package, in the order in which they are
// tried.
func Formats() []raw.Format {
	var out []raw.Format
	for _, t := range topics() {
		out = append(out, t.format())
	}
	return append(out, raw.Format{Name: "aws-credential-report", Kinds: []string{accounts}, Text: true, Detect: isCredentialTable, Read: readCredentialTable})
}
