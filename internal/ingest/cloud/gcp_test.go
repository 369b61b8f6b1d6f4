package cloud

import (
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const gcpLink = "https://www.googleapis.com/compute/v1/"

var (
	gcpStorageTrial = trial{
		format: "gcp-storage",
		sample: `[{"extra":null,"kind":"compute#disk","name":"LONG","selfLink":"` + gcpLink + `projects/acme/zones/z/disks/d"},
{"kind":"compute#disk","name":"e","selfLink":"` + gcpLink + `projects/acme/zones/z/disks/e","diskEncryptionKey":{"kmsKeyName":"projects/acme/k"}},{"kind":"compute#disk","name":"f","diskEncryptionKey":{"sha256":"x"}}]`,
		open: `[`, record: `{"kind":"compute#disk","name":"d%"}`, end: `]`,
		seeds: []string{gcpBuckets, gcpSQL},
	}
	gcpKeysTrial = trial{
		format: "gcp-keys",
		sample: `[{"extra":null,"name":"projects/acme/locations/l/keyRings/r/cryptoKeys/LONG","purpose":"ASYMMETRIC_SIGN","versionTemplate":{"protectionLevel":"HSM"}},
{"name":"projects/acme/locations/l/keyRings/r/cryptoKeys/k","purpose":"ENCRYPT_DECRYPT","rotationPeriod":"7776000s","versionTemplate":{"protectionLevel":"SOFTWARE"}}]`,
		open: `[`, record: `{"name":"k%","purpose":"ASYMMETRIC_SIGN","versionTemplate":{}}`, end: `]`,
	}
	gcpLoggingTrial = trial{
		format: "gcp-logging",
		sample: `[{"extra":null,"name":"projects/acme/locations/global/buckets/_Required","description":"LONG","retentionDays":400,"lifecycleState":"ACTIVE","locked":true},{"name":"projects/acme/locations/global/buckets/_Default","retentionDays":30,"lifecycleState":"ACTIVE"}]`,
		open:   `[`, record: `{"name":"b%","retentionDays":30,"lifecycleState":"ACTIVE"}`, end: `]`,
		seeds: []string{gcpSinks},
	}
	gcpNetworkTrial = trial{
		format: "gcp-network",
		sample: `[{"extra":null,"kind":"compute#firewall","name":"ssh","description":"LONG","network":"` + gcpLink + `projects/acme/global/networks/default","direction":"INGRESS","disabled":false,"sourceRanges":["0.0.0.0/0"],"allowed":[{"IPProtocol":"tcp","ports":["22","8000-8080"]},{"IPProtocol":"icmp"}]},
{"kind":"compute#firewall","name":"out","network":"` + gcpLink + `projects/acme/global/networks/default","direction":"EGRESS","destinationRanges":["10.0.0.0/8"],"denied":[{"IPProtocol":"all"}]},
{"kind":"compute#firewall","name":"tagged","network":"` + gcpLink + `projects/acme/global/networks/default","direction":"INGRESS","sourceTags":["web"],"allowed":[{"IPProtocol":"tcp"}]},
{"kind":"compute#firewall","name":"off","network":"` + gcpLink + `projects/acme/global/networks/default","disabled":true,"allowed":[{"IPProtocol":"all"}]}]`,
		open: `[`, record: `{"kind":"compute#firewall","name":"r%","network":"n","allowed":[{"IPProtocol":"tcp"}]}`, end: `]`,
		out: firewallRules,
	}
	gcpAccessTrial = trial{
		format: "gcp-access",
		sample: `[{"extra":null,"email":"app@acme.iam.gserviceaccount.com","uniqueId":"1","projectId":"acme","displayName":"LONG"},{"email":"old@acme.iam.gserviceaccount.com","uniqueId":"2","projectId":"acme","disabled":true}]`,
		open:   `[`, record: `{"email":"a%","uniqueId":"1","projectId":"acme"}`, end: `]`,
		seeds: []string{gcpServiceKeys},
	}
)

// firewallRules counts the firewall rules behind the rules of boundaries.
func firewallRules(docs []rawtest.Doc) (n int) {
	for _, d := range docs {
		if d.Fault == evidence.Malformed && d.Kind != "" {
			n++
		}
		n += rawtest.Length(d.Payload["records"])
		for _, b := range rawtest.Objects(d.Payload["boundaries"]) {
			names := map[string]bool{}
			for _, r := range rawtest.Objects(b["rules"]) {
				id := r["id"].(string)
				for range 3 {
					id = id[:max(strings.LastIndexByte(id, '/'), 0)]
				}
				names[id] = id != ""
			}
			delete(names, "")
			n += len(names)
		}
	}
	return n
}

const (
	gcpBuckets     = `[{"name":"b","storage_url":"gs://b/","default_kms_key":"projects/acme/k"},{"name":"c","storage_url":"gs://c/"}]`
	gcpRawBuckets  = `[{"kind":"storage#bucket","name":"b","selfLink":"https://www.googleapis.com/storage/v1/b/b","encryption":{"defaultKmsKeyName":"projects/acme/k"}}]`
	gcpSQL         = `[{"kind":"sql#instance","name":"db","project":"acme","selfLink":"https://sqladmin.googleapis.com/sql/v1beta4/projects/acme/instances/db","diskEncryptionConfiguration":{"kmsKeyName":"projects/acme/k"}}]`
	gcpSinks       = `[{"name":"s","destination":"storage.googleapis.com/b","writerIdentity":"serviceAccount:x"}]`
	gcpServiceKeys = `[{"name":"projects/acme/serviceAccounts/a/keys/1","keyType":"USER_MANAGED","validAfterTime":"2025-01-01T00:00:00Z"}]`
	gcpPolicy      = `{"bindings":[{"role":"roles/owner","members":["user:ana@example.com","deleted:user:eva@example.com?uid=1","user:ana@example.com"]},
{"role":"roles/viewer","members":["group:x"],"condition":{"title":"hours","expression":"e"}},{"members":[]}],"etag":"x","version":1}`
)

func init() {
	exports["gcloud compute disks list"] = gcpStorageTrial.sample
	exports["gcloud compute snapshots list"] = `[{"kind":"compute#snapshot","name":"s","snapshotEncryptionKey":{"kmsKeyName":"k"}}]`
	exports["gcloud storage buckets list"] = gcpBuckets
	exports["gcloud storage buckets list --raw"] = gcpRawBuckets
	exports["gcloud sql instances list"] = gcpSQL
	exports["gcloud kms keys list"] = gcpKeysTrial.sample
	exports["gcloud logging buckets list"] = gcpLoggingTrial.sample
	exports["gcloud logging sinks list"] = gcpSinks
	exports["gcloud compute firewall-rules list"] = gcpNetworkTrial.sample
	exports["gcloud compute instances list"] = `[{"kind":"compute#instance","name":"vm","status":"RUNNING","metadata":{"items":[{"key":"startup","value":"canary"}]}}]`
	exports["gcloud iam service-accounts list"] = gcpAccessTrial.sample
	exports["gcloud iam service-accounts keys list"] = gcpServiceKeys
	exports["gcloud projects get-iam-policy"] = gcpPolicy
}

func FuzzGCPStorage(f *testing.F) { gcpStorageTrial.fuzz(f) }
func FuzzGCPKeys(f *testing.F)    { gcpKeysTrial.fuzz(f) }
func FuzzGCPLogging(f *testing.F) { gcpLoggingTrial.fuzz(f) }
func FuzzGCPNetwork(f *testing.F) { gcpNetworkTrial.fuzz(f) }
func FuzzGCPAccess(f *testing.F)  { gcpAccessTrial.fuzz(f) }

func TestGCPStores(t *testing.T) {
	const google, own = `{"encrypted":true,"key":{"id":"Google's key","managed_by":"provider"}}`, `{"encrypted":true,"key":{"id":"projects/acme/k","managed_by":"customer-kms"}}`
	for _, c := range []struct{ command, id, want string }{
		{"gcloud compute disks list", "projects/acme/zones/z/disks/d", google},
		{"gcloud compute disks list", "projects/acme/zones/z/disks/e", own},
		{"gcloud compute disks list", "f", `{"encrypted":true,"key":{"id":"supplied by the customer","managed_by":"unknown"}}`},
		{"gcloud compute snapshots list", "s", `{"type":"snapshot","key":{"id":"k","managed_by":"customer-kms"}}`},
		{"gcloud storage buckets list", "b", own}, {"gcloud storage buckets list", "c", google},
		{"gcloud storage buckets list --raw", "b", own},
		{"gcloud sql instances list", "projects/acme/instances/db", own},
	} {
		is(t, entry(t, read(t, c.command, exports[c.command]), storage, "stores", c.id), c.want)
	}
}

func TestGCPFirewall(t *testing.T) {
	docs := read(t, "gcloud compute firewall-rules list", gcpNetworkTrial.sample)
	b := entry(t, docs, networkRules, "boundaries", "projects/acme/global/networks/default")
	is(t, b, `{"default":"deny"}`)
	rules := rawtest.Objects(b["rules"])
	for i, want := range []string{
		`{"action":"allow","direction":"in","source":"0.0.0.0/0","ports":"22,8000-8080","protocol":"tcp","reason":"LONG"}`,
		`{"protocol":"icmp","ports":"any"}`,
		`{"action":"deny","direction":"out","destination":"10.0.0.0/8","protocol":"any"}`,
		`{"source":"web"}`,
		`{"id":"implied","action":"allow","direction":"out","destination":"0.0.0.0/0","ports":"any"}`,
	} {
		is(t, rules[i], want)
	}
	docs = read(t, "gcloud compute firewall-rules list", `[{"kind":"compute#firewall","name":"a","network":"n","allowed":[{"IPProtocol":"tcp"}]},
{"kind":"compute#firewall","name":"a","network":"n","allowed":[{"IPProtocol":"tcp"}]},{"kind":"compute#firewall","name":"b","network":"n"},{"kind":"compute#firewall","name":"c"}]`)
	if r := docs[0].File.Records; r.Read != 4 || r.Refused != 3 {
		t.Errorf("%+v", r)
	}
	rules = rawtest.Objects(entry(t, docs, networkRules, "boundaries", "n")["rules"])
	is(t, rules[0], `{"source":"0.0.0.0/0","direction":"in"}`)
	kept := rawtest.Only(t, read(t, "gcloud compute instances list", exports["gcloud compute instances list"]), raw.RawRecords)
	if strings.Contains(kept.Document.Payload.String(), "canary") {
		t.Error("metadata was copied")
	}
}

func TestGCPAccess(t *testing.T) {
	docs := read(t, "gcloud projects get-iam-policy", gcpPolicy)
	is(t, entry(t, docs, accessGrants, "grants", "roles/owner user:ana@example.com"), `{"active":true,"holder":"user:ana@example.com","role":"roles/owner","privileged":true}`)
	is(t, entry(t, docs, accessGrants, "grants", "roles/owner deleted:user:eva@example.com?uid=1"), `{"active":false}`)
	is(t, entry(t, docs, accessGrants, "grants", "roles/viewer group:x if hours"), `{"privileged":null}`)
	if r := docs[0].File.Records; r.Read != 3 || r.Refused != 1 {
		t.Errorf("%+v", r)
	}
	docs = read(t, "gcloud iam service-accounts list", gcpAccessTrial.sample)
	is(t, entry(t, docs, accounts, "accounts", "app@acme.iam.gserviceaccount.com"), `{"type":"service","interactive":false,"enabled":true,"mfa_devices":null}`)
	is(t, entry(t, docs, accounts, "accounts", "old@acme.iam.gserviceaccount.com"), `{"enabled":false}`)
}

func TestGCPLogsAndKeys(t *testing.T) {
	docs := read(t, "gcloud logging buckets list", gcpLoggingTrial.sample)
	is(t, entry(t, docs, auditConfig, "stores", "projects/acme/locations/global/buckets/_Required"), `{"retention_days":400,"delete_protected":true}`)
	is(t, entry(t, docs, auditConfig, "stores", "projects/acme/locations/global/buckets/_Default"), `{"retention_days":30,"delete_protected":false}`)
	docs = read(t, "gcloud kms keys list", gcpKeysTrial.sample)
	is(t, entry(t, docs, vaults, "stores", "projects/acme/locations/l/keyRings/r/cryptoKeys/LONG"), `{"in_use":true,"protection":"hardware","contents":["private-keys"]}`)
	if rawtest.Length(rawtest.Only(t, docs, raw.RawRecords).Payload["records"]) != 1 {
		t.Error("a symmetric key is lost")
	}
}
