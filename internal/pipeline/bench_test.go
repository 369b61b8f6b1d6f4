package pipeline_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

// BenchmarkAssess runs the whole pipe: over the example, which is mostly start, and
// over a fleet of hosts under policies written for conftest. The profile that the
// program is compiled with is of it (make profile).
func BenchmarkAssess(b *testing.B) {
	for _, bc := range []struct {
		name string
		make func(testing.TB) string
	}{{"example", example}, {"hosts=1", fleetOf(1)}, {"hosts=500", fleetOf(500)}} {
		b.Run(bc.name, func(b *testing.B) {
			dir := bc.make(b)
			for b.Loop() {
				if in := assess(b, dir); in.Decision.Code == 2 {
					b.Fatal(in.Decision.Summary)
				}
			}
		})
	}
}

// fleetOf makes a workspace with n hosts, each as the sample of its kind has them.
func fleetOf(n int) func(testing.TB) string {
	return func(t testing.TB) string {
		t.Helper()
		sample, err := fs.ReadFile(evidence.Schemas, "samples/host-config.json")
		if err != nil {
			t.Fatal(err)
		}
		dir := inMemory(t)
		write := func(name, text string) {
			file := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		write("assay.yaml", fleetConfig)
		write("policy/hosts.rego", fleetPolicy)
		for i := range n {
			host := strings.ReplaceAll(string(sample), "web-01", fmt.Sprintf("web-%04d", i))
			if i%7 == 0 {
				host = strings.Replace(host, `"permit_root_login": "no"`, `"permit_root_login": "yes"`, 1)
			}
			write(fmt.Sprintf("evidence/%04d.json", i), host)
		}
		return dir
	}
}

const fleetConfig = `system-id: fleet
system:
  - {key: fleet, type: operating-system, title: Fleet of hosts}
frameworks: [fedramp-low]
sources:
  - {path: "evidence/*.json", kinds: [host-config], component: fleet}
conftest:
  - path: policy
    name: hosts
    kind: host-config
    severity: moderate
    decides: {nist-800-53: [cm-6_obj.b]}
`

const fleetPolicy = `package main

import rego.v1

approved := {"aes256-gcm@openssh.com", "aes128-gcm@openssh.com"}

wanted := ["/etc/passwd", "/etc/shadow", "/etc/sudoers"]

rank := {"TLS1.0": 0, "TLS1.1": 1, "TLS1.2": 2, "TLS1.3": 3}

watched(path) if {
	some r in input.audit.rules
	startswith(r, concat("", ["-w ", path, " "]))
}

deny_root contains msg if {
	input.ssh.permit_root_login != "no"
	msg := sprintf("permit_root_login is %v", [input.ssh.permit_root_login])
}

deny_cipher contains msg if {
	some c in input.ssh.ciphers
	not c in approved
	msg := sprintf("cipher %s is not approved", [c])
}

deny_macs contains msg if {
	bad := {m | some m in input.ssh.macs} - {"hmac-sha2-512-etm@openssh.com", "hmac-sha2-256-etm@openssh.com"}
	count(bad) > 0
	msg := sprintf("MACs not approved: %v", [bad])
}

deny_idle contains msg if {
	input.ssh.client_alive_interval * input.ssh.client_alive_count_max > 600
	msg := "sessions stay open"
}

deny_rules contains msg if {
	some path in wanted
	not watched(path)
	msg := sprintf("no audit rule for %s", [path])
}

deny_volumes contains msg if {
	some v in input.encryption.volumes
	not v.encrypted
	not v.mount in {"/boot", "/boot/efi"}
	msg := sprintf("%s is not encrypted", [v.mount])
}

deny_tls contains msg if {
	some l in input.encryption.listeners
	rank[l.min_version] < rank["TLS1.2"]
	msg := sprintf("port %d allows %s", [l.port, l.min_version])
}

deny_twice contains msg if {
	some i, a in input.accounts
	some j, b in input.accounts
	i < j
	a.name == b.name
	msg := sprintf("%s stands twice", [a.name])
}

deny_old contains msg if {
	old := [a.name | some a in input.accounts; not a.disabled; a.password_age_days > 60]
	count(old) > 0
	msg := sprintf("old passwords: %s", [concat(", ", old)])
}

deny_late contains msg if {
	some p in input.patches.pending
	p.severity in {"critical", "high"}
	p.age_days > 30
	msg := sprintf("%s pending %d days", [p.id, p.age_days])
}

deny_open contains msg if {
	some r in input.firewall.rules
	r.action == "allow"
	r.source == "0.0.0.0/0"
	r.port in {22, 3389, 5432}
	msg := sprintf("port %d is open to %s", [r.port, r.source])
}
`
