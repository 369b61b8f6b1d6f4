package infra

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

func terraformCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "terraform"),
		Sample: `{"format_version":"1.2","terraform_version":"1.9.0","extra":null,"planned_values":{},"resource_changes":[
{"address":"aws_ebs_volume.a","mode":"managed","type":"aws_ebs_volume","change":{"actions":["no-op"],"before":{"id":"LONG","encrypted":true},"after":{"id":"vol-1"}}},
{"address":"aws_security_group.a","mode":"managed","type":"aws_security_group","change":{"actions":["no-op"],"before":{"id":"sg-1"}}},
{"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","change":{"actions":["create"],"after":{"name":"r"}}}],
"timestamp":"2026-11-18T04:30:00Z","errored":false,"complete":true}`,
		Long: func(n int) string {
			return `{"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{"resources":[` + strings.Repeat(`{"type":"null_resource","values":{}},`, n) + `{}]}}}`
		},
		Count: func(file []byte) int {
			m := rawtest.JSONOf(file)
			n := rawtest.Length(m["resource_changes"])
			for _, r := range rawtest.Lists(m["resources"]) {
				n += rawtest.Length(r["instances"])
			}
			if v, ok := m["values"].(map[string]any); ok {
				root, _ := v["root_module"].(map[string]any)
				n += moduleResources(root)
			}
			return n
		},
		Out: entriesOf,
	}
}

func moduleResources(m map[string]any) int {
	n := rawtest.Length(m["resources"])
	for _, c := range rawtest.Lists(m["child_modules"]) {
		n += moduleResources(c)
	}
	return n
}

func FuzzTerraform(f *testing.F) {
	rawtest.Fuzz(f, terraformCase(f), tfstate(`{"attributes":{"id":"a"},"sensitive_attributes":[[{"type":"get_attr","value":"p"}]]}`))
}

func tfstate(instances string) string {
	return `{"version":4,"terraform_version":"1.9.0","serial":3,"lineage":"l","outputs":{"p":{"value":"canary"}},"resources":[{"module":"module.m","mode":"managed","type":"aws_db_instance","name":"d","instances":[` + instances + `]}]}`
}

func state(resources ...string) string {
	return `{"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{"resources":[],"child_modules":[{"resources":[` + strings.Join(resources, ",") + `]}]}}}`
}

func managed(sort, values string) string {
	return `{"address":"` + sort + `.x","mode":"managed","type":"` + sort + `","name":"x","values":` + values + `}`
}

func TestTerraformStores(t *testing.T) {
	rule := `"server_side_encryption_configuration":[{"rule":[{"apply_server_side_encryption_by_default":[{"sse_algorithm":"aws:kms","kms_master_key_id":"k-1"}]}]}]`
	for _, tc := range []struct{ sort, values, want string }{
		{"aws_ebs_volume", `{"id":"x","encrypted":true}`, `{"type":"volume","encrypted":true,"holds":[],"key":"absent"}`},
		{"aws_ebs_volume", `{"id":"x","encrypted":false}`, `{"encrypted":false}`},
		{"aws_ebs_volume", `{"id":"x"}`, `{"encrypted":null}`},
		{"aws_db_instance", `{"id":"x","storage_encrypted":true,"kms_key_id":"arn:k"}`, `{"type":"database","key":{"id":"arn:k","managed_by":"unknown"}}`},
		{"aws_redshift_cluster", `{"id":"x","encrypted":"false"}`, `{"encrypted":false}`},
		{"aws_opensearch_domain", `{"id":"x","encrypt_at_rest":[{"enabled":true}]}`, `{"encrypted":true}`},
		{"aws_opensearch_domain", `{"id":"x","encrypt_at_rest":[]}`, `{"encrypted":null}`},
		{"aws_s3_bucket", `{"id":"x",` + rule + `}`, `{"type":"bucket","encrypted":true,"algorithm":"aws:kms","key":{"id":"k-1","managed_by":"unknown"}}`},
		{"aws_s3_bucket", `{"id":"x"}`, `{"encrypted":null}`},
		{"aws_sqs_queue", `{"id":"x","sqs_managed_sse_enabled":false,"kms_master_key_id":"k"}`, `{"type":"queue","encrypted":true}`},
		{"aws_sqs_queue", `{"id":"x","sqs_managed_sse_enabled":false}`, `{"encrypted":false}`},
		{"azurerm_storage_account", `{"id":"x"}`, `{"encrypted":true}`},
		{"aws_rds_cluster_instance", `{"id":"x","storage_encrypted":false}`, `{"type":"database","encrypted":false}`},
		{"aws_instance", `{"id":"i","root_block_device":[{"volume_id":"x","encrypted":false}]}`, `{"type":"volume","encrypted":false}`},
		{"aws_instance", `{"id":"i","ebs_block_device":[{"volume_id":"y","encrypted":true},{"volume_id":"x","encrypted":true,"kms_key_id":"arn:k"}]}`, `{"encrypted":true,"key":{"id":"arn:k","managed_by":"unknown"}}`},
		{"google_storage_bucket", `{"id":"x"}`, `{"encrypted":true}`},
	} {
		d := rawtest.Only(t, readAs(t, "terraform", state(managed(tc.sort, tc.values)), rawtest.Web()), storageEncryption)
		t.Run(tc.sort+tc.values, func(t *testing.T) { is(t, entry(t, d, "stores", "x"), tc.want) })
	}
	key := func(rest string) string { return managed("aws_kms_key", `{"arn":"arn:k","key_id":"k"`+rest+`}`) }
	volume := managed("aws_ebs_volume", `{"id":"x","encrypted":true,"kms_key_id":"arn:k"}`)
	for rest, want := range map[string]string{
		``:                             `{"id":"arn:k","managed_by":"customer-kms"}`,
		`,"enable_key_rotation":true`:  `{"id":"arn:k","managed_by":"customer-kms","rotation_days":365}`,
		`,"enable_key_rotation":false`: `{"id":"arn:k","managed_by":"customer-kms","rotation_days":null}`,
		`,"enable_key_rotation":true,"rotation_period_in_days":90`: `{"id":"arn:k","managed_by":"customer-kms","rotation_days":90}`,
	} {
		d := rawtest.Only(t, readAs(t, "terraform", state(volume, key(rest)), rawtest.Web()), storageEncryption)
		is(t, entry(t, d, "stores", "x"), `{"key":`+want+`}`)
	}
}

// What is planned can break a rule, and keeps none before it is applied.
func TestTerraformPlan(t *testing.T) {
	for name, tc := range map[string]struct{ change, want string }{
		"as it is":            {`"actions":["no-op"],"before":{"id":"x","encrypted":true},"after":{"id":"x","encrypted":true}`, `{"encrypted":true}`},
		"to be deleted":       {`"actions":["delete"],"before":{"id":"x","encrypted":true},"after":null`, `{"encrypted":true}`},
		"to be made":          {`"actions":["create"],"before":null,"after":{"id":"x","encrypted":true}`, `{"encrypted":null}`},
		"to be made in clear": {`"actions":["create"],"before":null,"after":{"id":"x","encrypted":false}`, `{"encrypted":false}`},
		"to be changed":       {`"actions":["delete","create"],"before":{"id":"x","encrypted":true},"after":{"id":"x","encrypted":true}`, `{"encrypted":null}`},
		"not known yet":       {`"actions":["create"],"before":null,"after":{"id":"x"},"after_unknown":{"encrypted":true}`, `{"encrypted":null}`},
	} {
		text := `{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[{"address":"aws_ebs_volume.x","mode":"managed","type":"aws_ebs_volume","change":{` + tc.change + `}}]}`
		d := rawtest.Only(t, readAs(t, "terraform", text, rawtest.Web()), storageEncryption)
		t.Run(name, func(t *testing.T) { is(t, entry(t, d, "stores", "x"), tc.want) })
		if d.Collector != "terraform plan scans/report" {
			t.Error(d.Collector)
		}
	}
	open := `"ingress":[{"cidr_blocks":["0.0.0.0/0"],"from_port":22,"to_port":22,"protocol":"tcp"}]`
	for change, want := range map[string]string{
		`"actions":["create"],"before":null,"after":{"id":"x",` + open + `}`:       `{"active":false,"default":"deny"}`,
		`"actions":["update"],"before":{"id":"x"},"after":{"id":"x",` + open + `}`: `{"active":true,"rules":[]}`,
	} {
		text := `{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[{"address":"a.x","mode":"managed","type":"aws_security_group","change":{` + change + `}}]}`
		is(t, entry(t, rawtest.Only(t, readAs(t, "terraform", text, rawtest.Web()), networkRules), "boundaries", "x"), want)
	}
}

func TestTerraformUndecided(t *testing.T) {
	for _, flag := range []string{`"errored":true`, `"complete":false`} {
		text := `{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[],` + flag + `}`
		docs := readAs(t, "terraform", text, rawtest.Web())
		if len(docs) != 3 || docs[0].Kind != storageEncryption || docs[1].Kind != networkRules || docs[2].Kind != auditConfig || !strings.Contains(docs[0].Problem.What, "not whole") {
			t.Errorf("%s: %v", flag, docs)
		}
	}
	for text, want := range map[string]string{
		`{"format_version":"2.0","values":{}}`:                "version of the format",
		`{"version":3,"serial":1,"lineage":"a"}`:              "version of the format",
		`{"terraform_version":"1"}`:                           "not of the format",
		`{"format_version":"1.0","values":{"root_module":7}}`: "#/values/root_module: a value is of another type",
	} {
		if got := rawtest.Broken(t, readAs(t, "terraform", text, rawtest.Web())); !strings.Contains(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
	declared := rawtest.Web()
	declared.Kinds = []string{networkRules}
	docs := readAs(t, "terraform", state(managed("aws_ebs_volume", `{"id":"x"}`)), declared)
	if len(docs) != 2 || docs[1].Kind != networkRules || docs[1].Problem == nil {
		t.Errorf("a kind that is not there was not missed: %v", docs)
	}
}

func TestTerraformRules(t *testing.T) {
	docs := readAs(t, "terraform", state(
		managed("aws_security_group", `{"id":"sg-1","ingress":[{"cidr_blocks":["10.0.0.0/8"],"ipv6_cidr_blocks":["::/0"],"from_port":443,"to_port":443,"protocol":"tcp","description":"web","self":true}],"egress":[{"protocol":"-1","from_port":0,"to_port":0}]}`),
		managed("aws_vpc_security_group_ingress_rule", `{"security_group_id":"sg-1","cidr_ipv4":"0.0.0.0/0","from_port":8000,"to_port":8080,"ip_protocol":"6"}`),
		managed("azurerm_network_security_group", `{"id":"nsg","security_rule":[{"direction":"Outbound","access":"Deny","protocol":"*","destination_address_prefix":"*","source_address_prefix":"10.0.0.0/8","destination_port_range":"*"}]}`),
		managed("google_compute_firewall", `{"id":"fw","direction":"INGRESS","allow":[{"protocol":"tcp","ports":["22","80-90"]}],"source_ranges":["0.0.0.0/0"]}`),
		managed("google_compute_firewall", `{"id":"off","disabled":true,"deny":[{"protocol":"all"}]}`),
	), rawtest.Web())
	d := rawtest.Only(t, docs, networkRules)
	rules := func(id string) string {
		var out []string
		for _, r := range rawtest.Objects(entry(t, d, "boundaries", id)["rules"]) {
			out = append(out, fmt.Sprint(r["action"], " ", r["direction"], " ", r["source"], ">", r["destination"], " ", r["ports"], "/", r["protocol"]))
		}
		return strings.Join(out, ", ")
	}
	for id, want := range map[string]string{
		"sg-1": "allow in 10.0.0.0/8>any 443/tcp, allow in ::/0>any 443/tcp, allow in the group itself>any 443/tcp, allow out any>not said any/any, allow in 0.0.0.0/0>any 8000-8080/tcp",
		"nsg":  "deny out 10.0.0.0/8>any any/any",
		"fw":   "allow in 0.0.0.0/0>any 22,80-90/tcp",
		"off":  "deny in not said>any any/any",
	} {
		if got := rules(id); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	is(t, entry(t, d, "boundaries", "off"), `{"active":false,"default":"unknown"}`)
}

func TestTerraformLogs(t *testing.T) {
	docs := readAs(t, "terraform", state(
		managed("aws_cloudtrail", `{"arn":"arn:t","cloud_watch_logs_group_arn":"arn:g:*"}`),
		managed("aws_cloudwatch_log_group", `{"id":"g","arn":"arn:g","retention_in_days":90}`),
		managed("aws_cloudwatch_log_group", `{"id":"other","arn":"arn:other","retention_in_days":1}`),
	), rawtest.Web())
	d := rawtest.Only(t, docs, auditConfig)
	is(t, entry(t, d, "stores", "arn:t"), `{"purpose":"audit","retention_days":null}`)
	is(t, entry(t, d, "stores", "arn:g"), `{"purpose":"audit","retention_days":90}`)
	if rawtest.Length(d.Payload["stores"]) != 2 || docs[0].File.Records.Raw != 1 {
		t.Errorf("what no trail sends to is a store of audit records: %v", d.Payload)
	}
	never := state(managed("aws_cloudtrail", `{"arn":"arn:t","cloud_watch_logs_group_arn":"arn:g:*"}`), managed("aws_cloudwatch_log_group", `{"arn":"arn:g","retention_in_days":0}`))
	is(t, entry(t, rawtest.Only(t, readAs(t, "terraform", never, rawtest.Web()), auditConfig), "stores", "arn:g"), `{"retention_days":36500}`)
	planned := `{"format_version":"1.2","terraform_version":"1","resource_changes":[{"address":"a","mode":"managed","type":"aws_cloudtrail","change":{"actions":["create"],"after":{"arn":"arn:t"}}}]}`
	if docs := readAs(t, "terraform", planned, rawtest.Web()); len(docs) != 1 || docs[0].File.Records.Raw != 1 {
		t.Errorf("a trail that is planned keeps records: %v", docs)
	}
}

// A rule of many networks on both sides does not multiply without end.
func TestTerraformWideRules(t *testing.T) {
	many := `["` + strings.Repeat(`10.0.0.0/8","`, 999) + `10.0.0.0/8"]`
	text := state(managed("azurerm_network_security_group", `{"id":"nsg","security_rule":[{"direction":"Inbound","access":"Allow","source_address_prefixes":`+many+`,"destination_address_prefixes":`+many+`}]}`))
	rules := rawtest.Objects(entry(t, rawtest.Only(t, readAs(t, "terraform", text, rawtest.Web()), networkRules), "boundaries", "nsg")["rules"])
	if len(rules) != 1000 || rules[0]["destination"] != "several networks" {
		t.Errorf("%d rules, the first to %v", len(rules), rules[0]["destination"])
	}
}

// Secrets are in every state: what is marked, and what is called one, stays
// where it is.
func TestTerraformSecrets(t *testing.T) {
	marked := `{"address":"a.b","mode":"managed","type":"a","values":{"name":"shown","odd":"canary","deep":[{"x":"canary"}],"db_password":"canary","client_key":{"v":["canary"]}},"sensitive_values":{"odd":true,"deep":[{"x":true}]}}`
	for _, text := range []string{
		state(marked),
		tfstate(`{"attributes":{"id":"canary","address":"shown"},"sensitive_attributes":[[{"type":"get_attr","value":"id"}]]},{"index_key":1,"attributes":{"id":"b"}}`),
		strings.Replace(tfstate(`{"attributes":{"name":"shown","password":"canary","odd":"canary"},"sensitive_attributes":[[{"type":"get_attr","value":"odd"}]]}`), "aws_db_instance", "other", 1),
	} {
		docs := readAs(t, "terraform", text, rawtest.Web())
		all := ""
		for _, d := range docs {
			all += fmt.Sprint(d.Payload)
		}
		if strings.Contains(all, "canary") || all == "" {
			t.Errorf("%s", all)
		}
	}
}
