package config

import (
	"strings"
	"testing"
)

const collectorHead = "system-id: s\nsystem:\n  - {key: idp, type: application, title: T}\nframeworks: [hipaa]\n"

func decodeCollector(text string) (*Config, error) {
	doc := collectorHead + "collectors:\n  c:\n    component: idp\n    out: evidence/out.jsonl\n"
	for _, line := range strings.Split(text, "\n") {
		doc += "    " + line + "\n"
	}
	return Decode("assay.yaml", []byte(doc))
}

// Every row is refused with the words given, and none of them repeats a secret.
func TestCollectorsAreStrict(t *testing.T) {
	const secret = "CANARY-4711"
	http, command := "type: http\nkinds: [k]\n", "type: command\nkinds: [k]\n"
	for _, row := range []struct{ text, want string }{
		{http + "url: https://h\nauth: {bearer: " + secret + "}", "a secret does not stand in this file"},
		{http + "url: https://h\nauth: {bearer: {literal: " + secret + "}}", "unknown key"},
		{http + "url: https://h\nauth: {bearer: {env: " + secret + "}}", "not a name of a variable"},
		{http + "url: https://h\nauth: {bearer: {env: A, file: b}}", "a variable or in a file"},
		{http + "url: https://h\nauth: {basic: {user: ana, password: " + secret + "}}", "a secret does not stand in this file"},
		{http + "url: https://h\nauth: {oauth: {token-url: https://h, client-id: x, client-secret: " + secret + "}}", "a secret does not stand in this file"},
		{http + "url: https://h\nauth: {bearer: {env: A}, basic: {user: a, password: {env: B}}}", "one of bearer, basic and oauth"},
		{http + "url: https://h\nheaders: {X-Api-Key: " + secret + "}", "holds a secret"},
		{http + "url: https://h\nheaders: {Authorization: " + secret + "}", "holds a secret"},
		{http + "url: https://ana:" + secret + "@h", "holds a name or a password"},
		{http + "url: https://h?api_key=" + secret, "looks like a secret"},
		{http + "url: http://h", "plain http"},
		{http + "url: ftp://h", "no address"},
		{http, "needs its url"},
		{http + "url: https://h\nrun: [x]", "a collector of type http has no run"},
		{http + "url: https://h\npaging: {style: magic}", `"magic" is not known here`},
		{http + "url: https://h\npaging: {style: cursor}", "pointer of the next page's cursor"},
		{http + "url: https://h\npaging: {style: page}", "name of the query's parameter"},
		{http + "url: https://h\nredact: [{pointer: x}]", "not a JSON pointer"},
		{http + "url: https://h\nredact: [{pattern: '('}]", "not a regular expression"},
		{http + "url: https://h\nredact: [{pattern: x, pointer: /x}]", "a pointer or a pattern"},
		{http + "url: https://h\ntimeout: 5", "want text"},
		{http + "url: https://h\ntimeout: soon", "not a time"},
		{http + "url: https://h\nmax-bytes: 0", "max-bytes is between"},
		{http + "url: https://h\nformat: jsonl", "payloads and raw formats only"},
		{command, "needs what it is to run"},
		{command + "run: [aws, --token, " + secret + "]", "looks like a secret"},
		{command + "run: [aws, --password=" + secret + "]", "looks like a secret"},
		{command + "run: [psql, 'https://svc:" + secret + "@db.example/']", "holds a password or a token"},
		{command + "run: [curl, -H, 'Authorization: Bearer " + secret + "']", "holds a password or a token"},
		{command + "run: [curl, -H, 'bearer " + secret + "']", "holds a password or a token"},
		{"type: github", "needs repositories or an organization"},
		{"type: github\nkinds: [k]\nrepositories: [a/b]", "knows its kinds"},
		{"type: github\nrepositories: [a]", "not a repository"},
		{"type: github\nrepositories: [a/b]\ncollect: [members]", "members are those of an organization"},
		{"type: kubernetes\nkinds: [k]\nresources: [v1/secrets]\nin-cluster: true", "secrets are not collected"},
		{"type: kubernetes\nkinds: [k]\nresources: [pods]\nin-cluster: true", "not a resource"},
		{"type: kubernetes\nkinds: [k]\nresources: [v1/pods]", "one of url, kubeconfig and in-cluster"},
		{"type: osquery\nkinds: [k]", "needs its queries"},
		{"type: magic\nkinds: [k]", `"magic" is not known here`},
		{"type: http\nurl: https://h", "needs the kinds"},
	} {
		_, err := decodeCollector(row.text)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%q\ntold %v, want %q", row.text, err, row.want)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%q is repeated: %v", row.text, err)
		}
	}
	both := collectorHead + "collectors:\n"
	for _, name := range []string{"a", "b"} {
		both += "  " + name + ": {type: command, run: [x], kinds: [k], component: idp, out: o.jsonl}\n"
	}
	if _, err := Decode("assay.yaml", []byte(both)); err == nil || !strings.Contains(err.Error(), "two collectors write one file") {
		t.Errorf("two of one file: %v", err)
	}
	served := collectorHead + "sources:\n  - path: 'evidence/**'\ncollectors:\n  a: {type: command, run: [x], kinds: [k], component: idp, out: evidence/o.jsonl}\n"
	if _, err := Decode("assay.yaml", []byte(served)); err == nil || !strings.Contains(err.Error(), "keeps as it was served") {
		t.Errorf("a source of what was served: %v", err)
	}
}

// What is accepted holds no secret outside of references, comes back from its own
// encoding, and has bounds.
func FuzzCollectors(f *testing.F) {
	f.Add("type: http\nkinds: [k]\nurl: https://h\nauth: {oauth: {token-url: https://h, client-id: x, client-secret: {file: s}}}\npaging: {style: link, items: /x}")
	f.Add("type: command\nkinds: [k]\nrun: [a, -b, c]\nenv: [HOME]\nredact: [{pattern: x}]\ntimeout: 5s\nmax-bytes: 7")
	f.Add("type: kubernetes\nkinds: [k]\nkubeconfig: /x\nresources: [apps/v1/deployments]\nnamespaces: [a]")
	f.Add("type: github\norganization: a\nrepositories: [a/b]\nheaders: {X-Y: {env: Z}}")
	f.Add("type: osquery\nkinds: [k]\nqueries: {a: SELECT 1}")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := decodeCollector(text)
		if err != nil {
			return
		}
		for _, e := range c.Collectors {
			if e.Wait() <= 0 || e.Limit() <= 0 || e.Limit() > mostCollectBytes || e.Tries() > mostRetries || e.Paging.Most() > mostPages || len(e.Brings()) == 0 {
				t.Errorf("without bounds: %q", text)
			}
		}
		again, err := Decode("assay.yaml", c.Encode())
		if err != nil {
			t.Fatalf("%q does not come back: %v\n%s", text, err, c.Encode())
		}
		if string(again.Encode()) != string(c.Encode()) {
			t.Errorf("%q comes back as another\n%s\n%s", text, c.Encode(), again.Encode())
		}
	})
}
