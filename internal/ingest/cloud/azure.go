package cloud

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// azure notes the subscription of a resource's id, such as
// /subscriptions/SUBSCRIPTION/resourceGroups/….
func (x *export) azure(id string) {
	if p := strings.SplitN(id, "/", 4); len(p) == 4 && p[0] == "" && strings.EqualFold(p[1], "subscriptions") {
		x.about(p[2])
	}
}

// azureSort tells the Azure CLI's lists apart by the type of their resources.
func azureSort(sort string) func(page, record raw.Head) bool {
	return func(page, _ raw.Head) bool { return strings.EqualFold(page.Value("type"), `"`+sort+`"`) }
}

// azureResource is what all resources have.
type azureResource struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// azureStorage reads what the Azure CLI says of stores.
//
// Source: Azure CLI 2; resource providers Microsoft.Storage, Microsoft.Compute,
// Microsoft.Sql, Microsoft.DBforPostgreSQL, Microsoft.DBforMySQL.
var azureStorage = topic{
	name:  "azure-storage",
	names: `id name type encryption keySource services blob file enabled diskEncryptionSetId dataEncryption primaryKeyUri keyId state`,
	shapes: []shape{
		azureStores("az storage account list", "Microsoft.Storage/storageAccounts", "bucket", "encryption"),
		azureStores("az disk list", "Microsoft.Compute/disks", "volume", "encryption"),
		azureStores("az snapshot list", "Microsoft.Compute/snapshots", "snapshot", "encryption"),
		azureStores("az sql server list", "Microsoft.Sql/servers", "database"),
		azureStores("az sql db tde show", "Microsoft.Sql/servers/databases/transparentDataEncryption", "database", "state"),
		azureStores("az postgres flexible-server list", "Microsoft.DBforPostgreSQL/flexibleServers", "database"),
		azureStores("az mysql flexible-server list", "Microsoft.DBforMySQL/flexibleServers", "database"),
	},
}

func azureStores(command, resource, sort string, has ...string) shape {
	return shape{command: command, one: true, root: append([]string{"id"}, has...), is: azureSort(resource), brings: one(storage, "stores"),
		record: each(func(x *export, r *azureStore, at string) error { return x.azureStore(resource, sort, r, at) })}
}

type azureStore struct {
	azureResource
	State      string `json:"state"`
	KeyID      string `json:"keyId"`
	Encryption *struct {
		Type   string `json:"type"`
		Set    string `json:"diskEncryptionSetId"`
		Source string `json:"keySource"`
		Vault  *struct {
			Name string `json:"keyName"`
			URI  string `json:"keyVaultUri"`
		} `json:"keyVaultProperties"`
		Services map[string]*struct {
			Enabled *bool `json:"enabled"`
		} `json:"services"`
	} `json:"encryption"`
	Data *struct {
		Type string `json:"type"`
		Key  string `json:"primaryKeyUri"`
	} `json:"dataEncryption"`
}

// azureStore: of a server for databases the databases tell whether they are
// encrypted, each by itself.
func (x *export) azureStore(resource, sort string, r *azureStore, at string) error {
	x.azure(r.ID)
	s := store{id: r.ID, sort: sort}
	switch e := r.Encryption; {
	case !strings.EqualFold(r.Type, resource):
		x.s.Keep("resource", at, x.s.Fields().Must("id", r.ID).Must("type", r.Type).Object())
		return nil
	case strings.HasSuffix(resource, "/transparentDataEncryption"):
		s.id, _, _ = strings.Cut(r.ID, "/transparentDataEncryption")
		if r.State == "Enabled" || r.State == "Disabled" {
			s.encrypted = known(r.State == "Enabled")
		}
	case e != nil && strings.HasPrefix(e.Type, "EncryptionAtRestWith"):
		s.encrypted = known(true)
		s.key, s.keeper = "platform key", "provider"
		if e.Set != "" {
			s.key, s.keeper = e.Set, "customer-kms"
		}
	case e != nil && e.Services != nil:
		s.encrypted = azureServices(r)
		if strings.EqualFold(e.Source, "Microsoft.Storage") {
			s.key, s.keeper = "platform key", "provider"
		} else if e.Vault != nil {
			s.key, s.keeper = strings.TrimSuffix(e.Vault.URI, "/")+"/keys/"+e.Vault.Name, "customer-kms"
		}
	case r.Data != nil && r.Data.Type == "SystemManaged":
		s.encrypted, s.key, s.keeper = known(true), "platform key", "provider"
	case r.Data != nil && r.Data.Type == "AzureKeyVault":
		s.encrypted, s.key, s.keeper = known(true), r.Data.Key, "customer-kms"
	}
	return x.store(s, at)
}

// azureServices says whether an account encrypts what each of its services
// stores. A service that was never used is not listed.
func azureServices(r *azureStore) *bool {
	var all *bool
	for _, s := range r.Encryption.Services {
		switch {
		case s == nil:
		case s.Enabled == nil:
			return nil
		case !*s.Enabled:
			return known(false)
		default:
			all = known(true)
		}
	}
	return all
}

// azureKeys reads the keys of a vault. They are pairs of keys, but for those of a
// managed hardware security module.
//
// Source: Azure CLI 2, Key Vault REST API 7.
var azureKeys = topic{
	name:  "azure-keys",
	names: `kid attributes enabled recoveryLevel id type name`,
	shapes: []shape{
		{command: "az keyvault key list", one: true, root: []string{"kid", "attributes"}, brings: one(vaults, "stores"), record: each(azureKey)},
		{command: "az keyvault list", one: true, root: []string{"id", "name"}, is: azureSort("Microsoft.KeyVault/vaults"), record: each(azureVault)},
	},
}

func azureKey(x *export, k *struct {
	ID         string `json:"kid"`
	Attributes struct {
		Enabled *bool `json:"enabled"`
	} `json:"attributes"`
}, at string) error {
	id := k.ID
	if !strings.Contains(id, ".vault.") {
		x.s.Keep("key", at, x.s.Fields().Must("kid", id).Object())
		return nil
	}
	on := k.Attributes.Enabled == nil || *k.Attributes.Enabled
	return x.put(vaults, "stores", id, at, x.s.Fields().Flag("in_use", on).
		Texts("contents", []string{"private-keys"}, raw.ShortText, true).Must("protection", "unknown"))
}

func azureVault(x *export, v *azureResource, at string) error {
	x.s.Keep("vault", at, x.s.Fields().Must("id", v.ID).Must("name", v.Name).Object())
	return nil
}

// azureLogging reads where Azure keeps records and for how long.
//
// Source: Azure CLI 2; Microsoft.Insights, Microsoft.OperationalInsights.
var azureLogging = topic{
	name:  "azure-logging",
	names: `id name type retentionInDays retentionPolicy enabled days categories locations storageAccountId workspaceId logs`,
	shapes: []shape{
		{command: "az monitor log-analytics workspace list", one: true, root: []string{"id", "retentionInDays"}, is: azureSort("Microsoft.OperationalInsights/workspaces"),
			brings: one(auditConfig, "stores"), record: each(azureWorkspace)},
		{command: "az monitor log-profiles list", one: true, root: []string{"categories", "locations", "retentionPolicy"},
			brings: one(auditConfig, "stores"), record: each(azureProfile)},
		{command: "az monitor diagnostic-settings list", one: true, root: []string{"id", "logs"}, is: azureSort("Microsoft.Insights/diagnosticSettings"),
			record: kept("diagnosticSetting")},
	},
}

func azureWorkspace(x *export, w *struct {
	azureResource
	Days *int `json:"retentionInDays"`
}, at string) error {
	x.azure(w.ID)
	return x.logStore(logStore{id: w.ID, retention: w.Days}, at)
}

// azureProfile: zero days, or no retention, keep records for ever.
func azureProfile(x *export, p *struct {
	azureResource
	Account string `json:"storageAccountId"`
	Policy  struct {
		Enabled bool `json:"enabled"`
		Days    int  `json:"days"`
	} `json:"retentionPolicy"`
}, at string) error {
	x.azure(raw.First(p.Account, p.ID))
	days := p.Policy.Days
	if !p.Policy.Enabled || days == 0 {
		days = forever
	}
	return x.logStore(logStore{id: raw.First(p.Account, p.ID, p.Name), retention: &days}, at)
}
