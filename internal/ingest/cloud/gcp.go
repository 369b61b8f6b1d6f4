package cloud

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// gcp notes the project of a resource's name or link, such as
// https://www.googleapis.com/compute/v1/projects/PROJECT/zones/….
func (x *export) gcp(name string) {
	if _, rest, ok := strings.Cut("/"+name, "/projects/"); ok {
		project, _, _ := strings.Cut(rest, "/")
		x.about(project)
	}
}

// gcpSort tells lists apart by the kind of their resources.
func gcpSort(sort string) func(page, record raw.Head) bool {
	return func(page, _ raw.Head) bool { return page.Is("kind", sort) }
}

// gcpStorage reads what gcloud says of stores. Google encrypts all of them at
// rest, with a key of its own where they name none.
//
// Source: Google Cloud SDK; Google Cloud, "Default encryption at rest"; storage
// v1, sqladmin v1, compute v1.
var gcpStorage = topic{
	name:  "gcp-storage",
	names: `kind name selfLink storage_url default_kms_key encryption defaultKmsKeyName diskEncryptionConfiguration diskEncryptionKey kmsKeyName`,
	shapes: []shape{
		{command: "gcloud storage buckets list", one: true, root: []string{"name", "storage_url"},
			brings: one(storage, "stores"), record: gcpStores("bucket")},
		{command: "gcloud storage buckets list --raw", one: true, root: []string{"name"}, is: gcpSort("storage#bucket"),
			brings: one(storage, "stores"), record: gcpStores("bucket")},
		{command: "gcloud sql instances list", one: true, root: []string{"name"}, is: gcpSort("sql#instance"),
			brings: one(storage, "stores"), record: gcpStores("database")},
		{command: "gcloud compute disks list", one: true, root: []string{"name"}, is: gcpSort("compute#disk"),
			brings: one(storage, "stores"), record: gcpStores("volume")},
		{command: "gcloud compute snapshots list", one: true, root: []string{"name"}, is: gcpSort("compute#snapshot"),
			brings: one(storage, "stores"), record: gcpStores("snapshot")},
	},
}

// gcpStores reads a store of any sort; each has one of the members for its key.
func gcpStores(sort string) func(*export) error {
	type key struct {
		Name string `json:"kmsKeyName"`
		Hash string `json:"sha256"`
	}
	return each(func(x *export, r *struct {
		Name     string `json:"name"`
		Link     string `json:"selfLink"`
		Project  string `json:"project"`
		Bucket   string `json:"default_kms_key"`
		Disk     key    `json:"diskEncryptionKey"`
		Snapshot key    `json:"snapshotEncryptionKey"`
		SQL      key    `json:"diskEncryptionConfiguration"`
		Raw      struct {
			Name string `json:"defaultKmsKeyName"`
		} `json:"encryption"`
	}, at string) error {
		x.about(r.Project)
		x.gcp(r.Link)
		s := store{sort: sort, encrypted: known(true), key: "Google's key", keeper: "provider", id: gcpName(r.Link, r.Name)}
		if k := raw.First(r.Bucket, r.Disk.Name, r.Snapshot.Name, r.SQL.Name, r.Raw.Name); k != "" {
			s.key, s.keeper = k, "customer-kms"
		} else if r.Disk.Hash != "" || r.Snapshot.Hash != "" {
			s.key, s.keeper = "supplied by the customer", "" // with each call, and kept nowhere that Google knows
		}
		return x.store(s, at)
	})
}

// gcpName is a resource by its path from its project on: names are unique within
// a zone or region only.
func gcpName(link, name string) string {
	if i := strings.Index(link, "/projects/"); i >= 0 {
		return link[i+1:]
	}
	return name
}

// gcpKeys reads keys. A key with a public half is kept somewhere, and evidence
// has a place for that; what is known of other keys is kept as it is.
//
// Source: Google Cloud SDK, cloudkms v1.
var gcpKeys = topic{
	name:  "gcp-keys",
	names: `name purpose primary versionTemplate protectionLevel rotationPeriod nextRotationTime state`,
	shapes: []shape{
		{command: "gcloud kms keys list", one: true, root: []string{"name", "purpose", "versionTemplate"},
			brings: one(vaults, "stores"), record: each(gcpKey)},
	},
}

func gcpKey(x *export, k *struct {
	Name     string `json:"name"`
	Purpose  string `json:"purpose"`
	Period   string `json:"rotationPeriod"`
	Next     string `json:"nextRotationTime"`
	Template struct {
		Level string `json:"protectionLevel"`
	} `json:"versionTemplate"`
}, at string) error {
	x.gcp(k.Name)
	if k.Purpose != "ASYMMETRIC_SIGN" && k.Purpose != "ASYMMETRIC_DECRYPT" {
		x.s.Keep("cryptoKey", at, x.s.Fields().Must("name", k.Name).Must("purpose", k.Purpose).Must("protectionLevel", k.Template.Level).
			Text("rotationPeriod", k.Period, raw.ShortText).Text("nextRotationTime", k.Next, raw.ShortText).Object())
		return nil
	}
	protection := "unknown"
	if k.Template.Level == "HSM" || k.Template.Level == "HSM_SINGLE_TENANT" {
		protection = "hardware"
	}
	return x.put(vaults, "stores", k.Name, at, x.s.Fields().Flag("in_use", true).
		Texts("contents", []string{"private-keys"}, raw.ShortText, true).Must("protection", protection))
}

// gcpLogging reads where Google Cloud keeps records and for how long. A bucket
// that is locked gives up no record before its time, and cannot be unlocked.
//
// Source: Google Cloud SDK, logging v2.
var gcpLogging = topic{
	name:  "gcp-logging",
	names: `name retentionDays lifecycleState locked destination filter writerIdentity`,
	shapes: []shape{
		{command: "gcloud logging buckets list", one: true, root: []string{"name", "retentionDays", "lifecycleState"},
			brings: one(auditConfig, "stores"), record: each(gcpLogBucket)},
		{command: "gcloud logging sinks list", one: true, root: []string{"name", "destination", "writerIdentity"}, record: kept("sink")},
	},
}

func gcpLogBucket(x *export, b *struct {
	Name   string `json:"name"`
	Days   *int   `json:"retentionDays"`
	Locked bool   `json:"locked"`
}, at string) error {
	x.gcp(b.Name)
	return x.logStore(logStore{id: b.Name, retention: b.Days, protected: &b.Locked}, at)
}
