package testkit

import (
	"fmt"
	"strings"
)

// HostDocument is the n-th of a fleet of host documents of about 4.7 KB, for
// benchmarks: the shape of real configuration evidence, with ids that differ
// and words that recur. HostSchema describes it.
func HostDocument(n int) []byte {
	var b strings.Builder
	pickOf := func(i int, words ...string) string { return words[(n*7+i*13)%len(words)] }
	fmt.Fprintf(&b, `{"schema":"host-config/v1","collector":{"name":"hostscan","version":"4.2.1","run":"278ce032-ba2f-4095-85d4-%012x"},`, n)
	fmt.Fprintf(&b, `"collected_at":"2026-11-%02dT05:17:59Z","host":{"id":"970b714e-7429-4536-b69a-%012x","name":"db-%06d","fqdn":"db-%06d.prod.example.org",`, 1+n%19, n, n, n)
	fmt.Fprintf(&b, `"environment":%q,"region":"us-gov-west-1","owner":%q,"os":{"family":"linux","name":"ubuntu","version":"12.7","fips_mode":%t}},`,
		pickOf(0, "prod", "stage", "dev"), pickOf(1, "platform", "data", "payments"), n%3 > 0)
	fmt.Fprintf(&b, `"ssh":{"protocol":2,"permit_root_login":%q,"password_authentication":%t,"max_auth_tries":%d,"ciphers":["aes256-gcm@openssh.com","aes128-gcm@openssh.com","aes256-ctr"],"macs":["hmac-sha2-512-etm@openssh.com","hmac-sha2-256"]},`,
		pickOf(2, "no", "yes", "prohibit-password"), n%5 == 0, 3+n%4)
	fmt.Fprintf(&b, `"audit":{"enabled":true,"retention_days":%d,"remote":{"enabled":true,"host":"siem.example.org","tls":true},"rules":[`, 365*(1+n%6))
	for i := range 9 {
		fmt.Fprintf(&b, `%s"-w /etc/%s -p wa -k %s"`, comma(i), pickOf(i, "passwd", "shadow", "sudoers", "localtime", "group"), pickOf(i, "identity", "scope", "time-change"))
	}
	b.WriteString(`]},"volumes":[`)
	for i := range 4 {
		fmt.Fprintf(&b, `%s{"mount":%q,"device":"/dev/mapper/vg0-%d","size_gib":%d,"encrypted":%t,"algorithm":%q}`, comma(i),
			pickOf(i, "/", "/home", "/data", "/boot"), i, 300+(n*37+i*211)%1700, (n+i)%7 > 0, pickOf(i, "aes-xts-plain64", "aes-cbc-essiv"))
	}
	b.WriteString(`],"listeners":[`)
	for i := range 3 {
		fmt.Fprintf(&b, `%s{"port":%d,"min_version":%q,"cert_subject":"CN=db-%06d.example.org","cert_days_left":%d,"fips":true}`, comma(i),
			[]int{443, 8443, 5432}[i], pickOf(i, "TLS1.1", "TLS1.2", "TLS1.3"), n, (n*11+i*97)%360)
	}
	b.WriteString(`],"patches":{"last_applied":"2026-09-25T05:17:59Z","auto_update":true,"pending":[`)
	for i := range 5 {
		fmt.Fprintf(&b, `%s{"id":"CVE-2026-%05d","package":%q,"severity":%q,"age_days":%d}`, comma(i), (n*17+i*4001)%30000,
			pickOf(i, "kernel", "glibc", "sudo", "openssl"), pickOf(i, "low", "medium", "high", "critical"), (n*3+i*19)%90)
	}
	b.WriteString(`]},"accounts":[`)
	for i := range 14 {
		fmt.Fprintf(&b, `%s{"name":%q,"uid":%d,"shell":%q,"privileged":%t,"mfa":%t,"disabled":false,"last_login_days":%d,"password_age_days":%d,"ssh_keys":%d}`, comma(i),
			fmt.Sprintf("%s-%02d", pickOf(i, "svc", "adm", "ops", "dba"), i), 1000+i, pickOf(i, "/bin/bash", "/usr/sbin/nologin"), i%4 == 0, (n+i)%5 > 0, (n*5+i*23)%200, (n*9+i*31)%400, i%3)
	}
	b.WriteString(`],"tags":{"cost_center":"cc-1042","compliance":"moderate","backup":"daily"}}`)
	return []byte(b.String())
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// HostSchema is an evidence schema for HostDocument that asserts something of
// every value.
const HostSchema = `{
"title": "Host", "type": "object", "additionalProperties": false,
"required": ["schema", "collector", "collected_at", "host", "ssh", "audit", "volumes", "listeners", "patches", "accounts"],
"properties": {
 "schema": {"const": "host-config/v1"},
 "collector": {"type": "object", "additionalProperties": false, "required": ["name", "version"],
  "properties": {"name": {"type": "string", "minLength": 1}, "version": {"type": "string"}, "run": {"type": "string", "format": "uuid"}}},
 "collected_at": {"type": "string", "format": "date-time"},
 "host": {"type": "object", "additionalProperties": false, "required": ["id", "name", "environment"],
  "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"$ref": "#/$defs/name"}, "fqdn": {"type": "string", "format": "hostname"},
   "environment": {"enum": ["prod", "stage", "dev"]}, "region": {"type": "string"}, "owner": {"$ref": "#/$defs/name"},
   "os": {"type": "object", "additionalProperties": false, "required": ["family"],
    "properties": {"family": {"enum": ["linux", "windows"]}, "name": {"type": "string"}, "version": {"type": "string"}, "fips_mode": {"type": "boolean"}}}}},
 "ssh": {"type": "object", "additionalProperties": false,
  "properties": {"protocol": {"type": "integer", "minimum": 1, "maximum": 2}, "permit_root_login": {"enum": ["no", "yes", "prohibit-password"]},
   "password_authentication": {"type": "boolean"}, "max_auth_tries": {"type": "integer", "minimum": 0},
   "ciphers": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}, "macs": {"type": "array", "items": {"type": "string"}}}},
 "audit": {"type": "object", "additionalProperties": false, "required": ["enabled"],
  "properties": {"enabled": {"type": "boolean"}, "retention_days": {"type": "integer", "minimum": 0},
   "remote": {"type": "object", "additionalProperties": false, "properties": {"enabled": {"type": "boolean"}, "host": {"type": "string"}, "tls": {"type": "boolean"}}},
   "rules": {"type": "array", "items": {"type": "string", "minLength": 1}}}},
 "volumes": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["mount", "encrypted"],
  "properties": {"mount": {"type": "string", "minLength": 1}, "device": {"type": "string"}, "size_gib": {"type": "number", "minimum": 0},
   "encrypted": {"type": "boolean"}, "algorithm": {"type": ["string", "null"]}}}},
 "listeners": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["port"],
  "properties": {"port": {"type": "integer", "minimum": 1, "maximum": 65535}, "min_version": {"enum": ["TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3"]},
   "cert_subject": {"type": "string"}, "cert_days_left": {"type": "integer"}, "fips": {"type": "boolean"}}}},
 "patches": {"type": "object", "additionalProperties": false, "properties": {"last_applied": {"type": "string", "format": "date-time"}, "auto_update": {"type": "boolean"},
  "pending": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["id", "severity"],
   "properties": {"id": {"type": "string", "pattern": "^CVE-[0-9]{4}-[0-9]{4,}$"}, "package": {"type": "string"},
    "severity": {"enum": ["low", "medium", "high", "critical"]}, "age_days": {"type": "integer", "minimum": 0}}}}}},
 "accounts": {"type": "array", "minItems": 1, "items": {"type": "object", "additionalProperties": false, "required": ["name", "privileged", "mfa"],
  "properties": {"name": {"$ref": "#/$defs/name"}, "uid": {"type": "integer", "minimum": 0}, "shell": {"type": "string"}, "privileged": {"type": "boolean"},
   "mfa": {"type": "boolean"}, "disabled": {"type": "boolean"}, "last_login_days": {"type": ["integer", "null"]}, "password_age_days": {"type": ["integer", "null"]},
   "ssh_keys": {"type": "integer", "minimum": 0}}}},
 "tags": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 256}}},
"$defs": {"name": {"type": "string", "minLength": 1, "maxLength": 128}}}`
