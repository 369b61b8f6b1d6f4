package cloud

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const azureID = `/subscriptions/0000-1111/resourceGroups/g/providers/`

var (
	azureStorageTrial = trial{
		format: "azure-storage",
		sample: `[{"extra":null,"id":"` + azureID + `Microsoft.Storage/storageAccounts/a","name":"LONG","type":"Microsoft.Storage/storageAccounts",
"encryption":{"keySource":"Microsoft.Storage","services":{"blob":{"enabled":true},"file":{"enabled":true},"queue":null}}},
{"id":"` + azureID + `Microsoft.Storage/storageAccounts/b","type":"Microsoft.Storage/storageAccounts","encryption":{"keySource":"Microsoft.Keyvault","keyVaultProperties":{"keyName":"k","keyVaultUri":"https://v.vault.azure.net/"},"services":{"blob":{"enabled":false}}}}]`,
		open: `[`, record: `{"id":"s%","type":"Microsoft.Storage/storageAccounts","encryption":{}}`, end: `]`,
		seeds: []string{azureDisks, azureTDE, azurePostgres},
	}
	azureKeysTrial = trial{
		format: "azure-keys",
		sample: `[{"extra":null,"kid":"https://v.vault.azure.net/keys/LONG","name":"n","attributes":{"enabled":true}},{"kid":"https://h.managedhsm.azure.net/keys/k","attributes":{}}]`,
		open:   `[`, record: `{"kid":"https://v.vault.azure.net/keys/k%","attributes":{"enabled":true}}`, end: `]`,
	}
	azureLoggingTrial = trial{
		format: "azure-logging",
		sample: `[{"extra":null,"id":"` + azureID + `Microsoft.OperationalInsights/workspaces/w","name":"LONG","type":"Microsoft.OperationalInsights/workspaces","retentionInDays":90}]`,
		open:   `[`, record: `{"id":"w%","type":"Microsoft.OperationalInsights/workspaces","retentionInDays":90}`, end: `]`,
		seeds: []string{azureProfiles, azureSettings},
	}
	azureNetworkTrial = trial{
		format: "azure-network",
		sample: `[{"extra":null,"id":"` + azureID + `Microsoft.Network/networkSecurityGroups/n","name":"n","type":"Microsoft.Network/networkSecurityGroups",
"securityRules":[{"name":"ssh","description":"LONG","access":"Allow","direction":"Inbound","protocol":"Tcp","sourceAddressPrefix":"Internet","sourceAddressPrefixes":[],"destinationAddressPrefix":"*","destinationPortRange":"22","destinationPortRanges":[]},
{"name":"web","access":"Allow","direction":"Inbound","protocol":"*","sourceAddressPrefixes":["10.0.0.0/8","192.168.0.0/16"],"destinationAddressPrefix":"*","destinationPortRanges":["80","443-444"]},
{"name":"out","access":"Deny","direction":"Outbound","protocol":"*","sourceAddressPrefix":"*","destinationAddressPrefix":"Internet","destinationPortRange":"*"}],
"defaultSecurityRules":[{"name":"DenyAllInBound","access":"Deny","direction":"Inbound","protocol":"*","sourceAddressPrefix":"*","destinationAddressPrefix":"*","destinationPortRange":"*"}]}]`,
		open: `[`, record: `{"id":"n%","securityRules":[]}`, end: `]`,
	}
	azureAccessTrial = trial{
		format: "azure-access",
		sample: `[{"extra":null,"id":"` + azureID + `Microsoft.Authorization/roleAssignments/1","principalId":"p","principalName":"ana@example.com","roleDefinitionName":"Owner","roleDefinitionId":"d","scope":"/LONG","createdOn":"2025-01-01T00:00:00.5+00:00"},
{"id":"2","principalId":"p2","roleDefinitionName":"Reader","roleDefinitionId":"e","scope":"/"},{"id":"3","principalId":"p2","roleDefinitionName":"Reader","roleDefinitionId":"e","scope":"/"}]`,
		open: `[`, record: `{"id":"a%","principalId":"p","roleDefinitionId":"r","scope":"/"}`, end: `]`,
		seeds: []string{azureUsers},
	}
)

const (
	azureDisks    = `[{"id":"` + azureID + `Microsoft.Compute/disks/d","type":"Microsoft.Compute/disks","encryption":{"type":"EncryptionAtRestWithPlatformKey"}},{"id":"e","type":"Microsoft.Compute/disks","encryption":{"type":"EncryptionAtRestWithCustomerKey","diskEncryptionSetId":"set"}},{"id":"f","type":"Microsoft.Network/x","encryption":null}]`
	azureTDE      = `{"id":"` + azureID + `Microsoft.Sql/servers/s/databases/d/transparentDataEncryption/current","type":"Microsoft.Sql/servers/databases/transparentDataEncryption","state":"Disabled"}`
	azurePostgres = `[{"id":"pg","type":"Microsoft.DBforPostgreSQL/flexibleServers","dataEncryption":{"type":"SystemManaged"}},{"id":"pg2","type":"Microsoft.DBforPostgreSQL/flexibleServers","dataEncryption":{"type":"AzureKeyVault","primaryKeyUri":"https://v.vault.azure.net/keys/k"}},{"id":"pg3","type":"Microsoft.DBforPostgreSQL/flexibleServers","dataEncryption":null}]`
	azureProfiles = `[{"id":"p","name":"default","categories":["Write"],"locations":["global"],"retentionPolicy":{"enabled":true,"days":30},"storageAccountId":"` + azureID + `Microsoft.Storage/storageAccounts/a"},{"id":"q","name":"q","categories":[],"locations":[],"retentionPolicy":{"enabled":false,"days":0}}]`
	azureSettings = `[{"id":"s","type":"Microsoft.Insights/diagnosticSettings","logs":[{"category":"AuditEvent","enabled":true}]}]`
	azureUsers    = `[{"businessPhones":["555-0100"],"displayName":"Ana","userPrincipalName":"ana@example.com","id":"1"}]`
)

func init() {
	exports["az storage account list"] = azureStorageTrial.sample
	exports["az disk list"] = azureDisks
	exports["az snapshot list"] = strings.ReplaceAll(azureDisks, "/disks", "/snapshots")
	exports["az sql server list"] = `[{"id":"s","type":"Microsoft.Sql/servers","keyId":null}]`
	exports["az sql db tde show"] = azureTDE
	exports["az postgres flexible-server list"] = azurePostgres
	exports["az mysql flexible-server list"] = strings.ReplaceAll(azurePostgres, "DBforPostgreSQL", "DBforMySQL")
	exports["az keyvault key list"] = azureKeysTrial.sample
	exports["az keyvault list"] = `[{"id":"` + azureID + `Microsoft.KeyVault/vaults/v","name":"v","type":"Microsoft.KeyVault/vaults"}]`
	exports["az monitor log-analytics workspace list"] = azureLoggingTrial.sample
	exports["az monitor log-profiles list"] = azureProfiles
	exports["az monitor diagnostic-settings list"] = azureSettings
	exports["az network nsg list"] = azureNetworkTrial.sample
	exports["az role assignment list"] = azureAccessTrial.sample
	exports["az ad user list"] = azureUsers
}

func FuzzAzureStorage(f *testing.F) { azureStorageTrial.fuzz(f) }
func FuzzAzureKeys(f *testing.F)    { azureKeysTrial.fuzz(f) }
func FuzzAzureLogging(f *testing.F) { azureLoggingTrial.fuzz(f) }
func FuzzAzureNetwork(f *testing.F) { azureNetworkTrial.fuzz(f) }
func FuzzAzureAccess(f *testing.F)  { azureAccessTrial.fuzz(f) }

func TestAzureStores(t *testing.T) {
	for _, c := range []struct{ command, id, want string }{
		{"az storage account list", azureID + "Microsoft.Storage/storageAccounts/a", `{"type":"bucket","encrypted":true,"key":{"id":"platform key","managed_by":"provider"}}`},
		{"az storage account list", azureID + "Microsoft.Storage/storageAccounts/b", `{"encrypted":false,"key":{"id":"https://v.vault.azure.net/keys/k","managed_by":"customer-kms"}}`},
		{"az disk list", azureID + "Microsoft.Compute/disks/d", `{"type":"volume","encrypted":true}`},
		{"az disk list", "e", `{"encrypted":true,"key":{"id":"set","managed_by":"customer-kms"}}`},
		{"az snapshot list", "e", `{"type":"snapshot"}`},
		{"az sql server list", "s", `{"type":"database","encrypted":null}`},
		{"az sql db tde show", azureID + "Microsoft.Sql/servers/s/databases/d", `{"encrypted":false}`},
		{"az postgres flexible-server list", "pg", `{"encrypted":true}`},
		{"az mysql flexible-server list", "pg2", `{"encrypted":true,"key":{"id":"https://v.vault.azure.net/keys/k","managed_by":"customer-kms"}}`},
		{"az postgres flexible-server list", "pg3", `{"encrypted":null,"key":"absent"}`},
	} {
		docs := read(t, c.command, exports[c.command])
		is(t, entry(t, docs, storage, "stores", c.id), c.want)
		if strings.HasPrefix(c.id, "/sub") && docs[0].Subject != "0000-1111" {
			t.Errorf("%s: subject %q", c.command, docs[0].Subject)
		}
	}
	if docs := read(t, "az disk list", azureDisks); rawtest.Length(rawtest.Only(t, docs, raw.RawRecords).Payload["records"]) != 1 {
		t.Error("a resource of another type is lost")
	}
}

func TestAzureGroups(t *testing.T) {
	g := entry(t, read(t, "az network nsg list", azureNetworkTrial.sample), networkRules, "boundaries", azureID+"Microsoft.Network/networkSecurityGroups/n")
	is(t, g, `{"default":"deny"}`)
	rules := rawtest.Objects(g["rules"])
	for i, want := range []string{
		`{"action":"allow","direction":"in","source":"Internet","destination":"any","ports":"22","protocol":"tcp","reason":"LONG"}`,
		`{"source":"10.0.0.0/8","ports":"80,443-444","protocol":"any","reason":"absent"}`, `{"source":"192.168.0.0/16"}`,
		`{"action":"deny","direction":"out","source":"any","destination":"Internet","ports":"*"}`,
	} {
		is(t, rules[i], want)
	}
	if len(rules) != 4 {
		t.Errorf("%d rules", len(rules))
	}
	is(t, entry(t, read(t, "az network nsg list", `[{"id":"n","securityRules":[{"access":"Allow","direction":"Inbound"}]}]`), networkRules, "boundaries", "n"), `{"default":"unknown"}`)
}

func TestAzureAccess(t *testing.T) {
	docs := read(t, "az role assignment list", azureAccessTrial.sample)
	is(t, entry(t, docs, accessGrants, "grants", azureID+"Microsoft.Authorization/roleAssignments/1"), `{"holder":"ana@example.com","role":"Owner","privileged":true,"granted_on":"2025-01-01T00:00:00Z"}`)
	is(t, entry(t, docs, accessGrants, "grants", "2"), `{"holder":"p2","privileged":null,"granted_on":"absent"}`)
	is(t, entry(t, docs, accessGrants, "roles", "Owner"), `{"in_use":true,"privileged":true}`)
	docs = read(t, "az ad user list", azureUsers)
	is(t, entry(t, docs, accounts, "accounts", "ana@example.com"), `{"enabled":null,"mfa_devices":null}`)
	if strings.Contains(docs[0].Document.Payload.String(), "555") {
		t.Error("a telephone number was copied")
	}
}

func TestAzureLogsAndKeys(t *testing.T) {
	docs := read(t, "az monitor log-profiles list", azureProfiles)
	is(t, entry(t, docs, auditConfig, "stores", azureID+"Microsoft.Storage/storageAccounts/a"), `{"retention_days":30}`)
	is(t, entry(t, docs, auditConfig, "stores", "q"), `{"retention_days":36500}`)
	docs = read(t, "az monitor log-analytics workspace list", azureLoggingTrial.sample)
	is(t, entry(t, docs, auditConfig, "stores", azureID+"Microsoft.OperationalInsights/workspaces/w"), `{"retention_days":90,"purpose":"audit"}`)
	docs = read(t, "az keyvault key list", azureKeysTrial.sample)
	is(t, entry(t, docs, vaults, "stores", "https://v.vault.azure.net/keys/LONG"), `{"in_use":true,"contents":["private-keys"],"protection":"unknown"}`)
	if rawtest.Length(rawtest.Only(t, docs, raw.RawRecords).Payload["records"]) != 1 {
		t.Error("a key of a managed module is lost")
	}
}
