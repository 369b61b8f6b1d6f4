package infra

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

func snapshot(name, host, time, rows string) string {
	return `{"name":"` + name + `","hostIdentifier":"` + host + `","unixTime":` + time + `,"action":"snapshot","snapshot":[` + rows + `]}`
}

const deb = `{"name":"bash","version":"5.2","revision":"1","arch":"amd64"}`

func osqueryCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "osquery"),
		Sample: `{"name":"debs","hostIdentifier":"web1","unixTime":1795000000,"extra":null,"snapshot":[{"name":"LONG","version":"1","revision":"1","arch":"amd64"},` + deb + `]}`,
		Long: func(n int) string {
			return `[` + strings.Repeat(deb+",", n) + deb + `]`
		},
		Count: func(file []byte) (n int) {
			dec := json.NewDecoder(strings.NewReader(string(file)))
			for {
				var v any
				if dec.Decode(&v) != nil {
					return n
				}
				lines, ok := v.([]any)
				if !ok {
					lines = []any{v}
				}
				for _, l := range lines {
					m, _ := l.(map[string]any)
					n++
					if _, log := m["hostIdentifier"]; log {
						n += max(rawtest.Length(m["snapshot"]), 1) - 1
					}
				}
			}
		},
		Out: func(docs []rawtest.Doc) int {
			n := entriesOf(docs)
			for _, d := range docs {
				switch d.Kind {
				case softwareInventory:
					for _, h := range rawtest.Objects(d.Payload["hosts"]) {
						n += rawtest.Length(h["software"]) - 1
					}
				case hostConfig:
					in, _ := d.Payload["encryption"].(map[string]any)
					n += 1 + rawtest.Length(in["volumes"])
				}
			}
			return n
		},
		Lines: true,
	}
}

func FuzzOsquery(f *testing.F) {
	rawtest.Fuzz(f, osqueryCase(f), hostLog, `[{"uid":"0","username":"root","shell":"/bin/sh","directory":"/root"}]`)
}

var hostLog = strings.Join([]string{
	snapshot("os", "web1", "1795000100", `{"name":"Debian GNU/Linux","version":"13","major":"13","minor":"0","platform":"debian"}`),
	snapshot("people", "web1", `"1795000000"`, `{"uid":"0","username":"root","shell":"/bin/bash","directory":"/root"},{"uid":"33","username":"www","shell":"/usr/sbin/nologin","directory":"/var"}`),
	snapshot("mounts", "web1", "1795000200", `{"device":"/dev/sda1","device_alias":"/dev/sda1","path":"/"},{"device":"/dev/sdb1","device_alias":"/dev/sdb1","path":"/srv"},{"device":"tmpfs","device_alias":"tmpfs","path":"/run"}`),
	snapshot("disks", "web1", "1795000200", `{"name":"/dev/sda1","uuid":"u","encrypted":"1","type":"crypto_LUKS"}`),
	snapshot("debs", "web1", "1795000200", deb),
	snapshot("debs", "web1", "1794000000", `{"name":"old","version":"5.2","revision":"1","arch":"amd64"}`),
	snapshot("debs", "web2", "1795000000", deb),
	`{"name":"procs","hostIdentifier":"web1","unixTime":1795000000,"columns":{"pid":"1","cmdline":"x --password=canary"},"action":"added"}`,
}, "\n")

func TestOsqueryLog(t *testing.T) {
	docs := readAs(t, "osquery", hostLog, rawtest.Web())
	var got []string
	for _, d := range docs {
		got = append(got, d.Kind+" "+d.Subject+" "+d.Collected.Format("15:04:05"))
	}
	if s := strings.Join(got, ", "); s != "software-inventory web1 11:10:00, host-config web1 11:06:40, software-inventory web2 11:06:40, raw-records web1 11:10:00" {
		t.Errorf("%s", s)
	}
	config := rawtest.Only(t, docs, hostConfig).Payload
	for name, want := range map[string]string{
		"host":       `{"name":"web1","os":{"family":"linux","name":"Debian GNU/Linux","version":"13"}}`,
		"accounts":   `[{"name":"root","shell":"/bin/bash","uid":0},{"name":"www","shell":"/usr/sbin/nologin","uid":33}]`,
		"encryption": `{"volumes":[{"device":"/dev/sda1","encrypted":true,"mount":"/"},{"device":"/dev/sdb1","encrypted":null,"mount":"/srv"}]}`,
	} {
		if text, _ := json.Marshal(config[name]); string(text) != want {
			t.Errorf("%s: %s", name, text)
		}
	}
	kept := fmt.Sprint(rawtest.Only(t, docs, raw.RawRecords).Payload)
	if strings.Contains(kept, "canary") || !strings.Contains(kept, "old") || !strings.Contains(kept, "tmpfs") || !strings.Contains(kept, "crypto_LUKS") {
		t.Errorf("kept: %s", kept)
	}
}

func TestOsqueryRows(t *testing.T) {
	docs := readAs(t, "osquery", `[{"uid":"0","username":"root","shell":"/bin/sh","directory":"/root"},{"uid":"9","username":"www","shell":"/bin/false","directory":"/"}]`, rawtest.Web())
	d := rawtest.Only(t, docs, iamAccounts)
	is(t, entry(t, d, "accounts", "root"), `{"type":"unknown","interactive":null,"enabled":null,"privileged":true,"mfa_devices":null}`)
	is(t, entry(t, d, "accounts", "www"), `{"interactive":false,"privileged":null}`)
	for rows, want := range map[string]string{
		deb: "[map[name:bash version:5.2]]",
		`{"name":"ssl","version":"3","release":"4.el9","arch":"x86_64"}`:                           "[map[name:ssl version:3-4.el9]]",
		`{"name":"a.app","bundle_identifier":"i","bundle_short_version":"2","bundle_version":"1"}`: "[map[name:a.app version:2]]",
	} {
		host := rawtest.Objects(rawtest.Only(t, readAs(t, "osquery", "["+rows+"]", rawtest.Web()), softwareInventory).Payload["hosts"])[0]
		if got := fmt.Sprint(host["software"]); got != want || host["id"] != "web" {
			t.Errorf("%v: %s", host["id"], got)
		}
	}
}

// A result that does not say when it was made is none of a host's, whatever the
// others say; it is kept.
func TestOsqueryResultWithoutATime(t *testing.T) {
	timeless := func(query string) string {
		var out []string
		for _, line := range strings.Split(strings.TrimSpace(hostLog), "\n") {
			if strings.Contains(line, `"name":"`+query+`"`) {
				line = unixTime.ReplaceAllString(line, "")
			}
			out = append(out, line)
		}
		return strings.Join(out, "\n")
	}
	whole := rawtest.Only(t, readAs(t, "osquery", hostLog, rawtest.Web()), hostConfig)
	if whole.Collected.IsZero() {
		t.Fatal("the log says when")
	}
	for _, d := range readAs(t, "osquery", timeless("people"), rawtest.Web()) {
		if d.Kind == hostConfig {
			t.Errorf("collected %v", d.Collected)
		}
	}
}

var unixTime = regexp.MustCompile(`,"unixTime":"?[0-9]+"?`)

// Changes and empty results do not show what is there.
func TestOsqueryUndecided(t *testing.T) {
	declared := rawtest.Web()
	declared.Kinds = []string{softwareInventory}
	for text, want := range map[string]string{
		`{"name":"debs","hostIdentifier":"a","unixTime":1795000000,"columns":` + deb + `,"action":"added"}`:             "are changes",
		`{"name":"debs","hostIdentifier":"a","unixTime":1795000000,"diffResults":{"added":[` + deb + `],"removed":[]}}`: "are changes",
		snapshot("debs", "a", "1795000000", ""): "do not show",
		`[]`:                                    "do not show",
		`[{"pid":"1","port":"22","protocol":"6","address":"::"}]`: "do not show",
	} {
		docs := readAs(t, "osquery", text, declared)
		if d := docs[0]; d.Kind != softwareInventory || d.Problem == nil || !strings.Contains(d.Problem.What, want) {
			t.Errorf("%s: %v", text, d.Problem)
		}
	}
	for _, text := range []string{snapshot("a", "b", "1", "7"), snapshot("a", "b", "1", `{"x":[]}`)} {
		if got := rawtest.Broken(t, readAs(t, "osquery", text, declared)); !strings.Contains(got, "another type") {
			t.Errorf("%s: %s", text, got)
		}
	}
	both := strings.Replace(hostLog, `"version":"13"`, `"version":""`, 1)
	declared.Kinds = []string{hostConfig}
	docs := readAs(t, "osquery", both, declared)
	if d := docs[2]; d.Kind != hostConfig || d.Problem == nil {
		t.Errorf("a host without a version of its system: %v", d)
	}
}
