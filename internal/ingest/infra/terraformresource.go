package infra

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// terraformKind says how a store is read from a resource of a type.
type terraformKind struct {
	store     string   // word of the kind's type
	encrypted []string // path of the truth; nil where the provider always encrypts
	key       []string // path of the key's name
	algorithm []string
}

// terraformStores are the resource types that are stores.
//
// Source: the resource pages of the providers aws 3 to 6, azurerm 3 and 4, google 4
// to 7. Azure Storage, managed disks and everything that Google stores is always
// encrypted; so is every table of DynamoDB.
var terraformStores = map[string]terraformKind{
	"aws_ebs_volume":                    {"volume", []string{"encrypted"}, []string{"kms_key_id"}, nil},
	"aws_ebs_snapshot":                  {"snapshot", []string{"encrypted"}, []string{"kms_key_id"}, nil},
	"aws_db_instance":                   {"database", []string{"storage_encrypted"}, []string{"kms_key_id"}, nil},
	"aws_rds_cluster":                   {"database", []string{"storage_encrypted"}, []string{"kms_key_id"}, nil},
	"aws_rds_cluster_instance":          {"database", []string{"storage_encrypted"}, []string{"kms_key_id"}, nil},
	"aws_rds_global_cluster":            {"database", []string{"storage_encrypted"}, nil, nil},
	"aws_db_snapshot":                   {"snapshot", []string{"encrypted"}, []string{"kms_key_id"}, nil},
	"aws_db_cluster_snapshot":           {"snapshot", []string{"storage_encrypted"}, []string{"kms_key_id"}, nil},
	"aws_neptune_cluster_instance":      {"database", []string{"storage_encrypted"}, []string{"kms_key_arn"}, nil},
	"aws_docdb_cluster":                 {"database", []string{"storage_encrypted"}, []string{"kms_key_id"}, nil},
	"aws_neptune_cluster":               {"database", []string{"storage_encrypted"}, []string{"kms_key_arn"}, nil},
	"aws_redshift_cluster":              {"database", []string{"encrypted"}, []string{"kms_key_id"}, nil},
	"aws_elasticache_replication_group": {"database", []string{"at_rest_encryption_enabled"}, []string{"kms_key_id"}, nil},
	"aws_opensearch_domain":             {"database", []string{"encrypt_at_rest", "0", "enabled"}, []string{"encrypt_at_rest", "0", "kms_key_id"}, nil},
	"aws_elasticsearch_domain":          {"database", []string{"encrypt_at_rest", "0", "enabled"}, []string{"encrypt_at_rest", "0", "kms_key_id"}, nil},
	"aws_dynamodb_table":                {"database", nil, []string{"server_side_encryption", "0", "kms_key_arn"}, nil},
	"aws_efs_file_system":               {"file-share", []string{"encrypted"}, []string{"kms_key_id"}, nil},
	"aws_sqs_queue":                     {"queue", []string{"sqs_managed_sse_enabled"}, []string{"kms_master_key_id"}, nil},
	"aws_s3_bucket":                     {"bucket", []string{""}, s3Default("kms_master_key_id"), s3Default("sse_algorithm")},
	"azurerm_storage_account":           {"bucket", nil, nil, nil},
	"azurerm_managed_disk":              {"volume", nil, []string{"disk_encryption_set_id"}, nil},
	"azurerm_mssql_database":            {"database", []string{"transparent_data_encryption_enabled"}, []string{"transparent_data_encryption_key_vault_key_id"}, nil},
	"google_storage_bucket":             {"bucket", nil, []string{"encryption", "0", "default_kms_key_name"}, nil},
	"google_sql_database_instance":      {"database", nil, []string{"encryption_key_name"}, nil},
	"google_compute_disk":               {"volume", nil, []string{"disk_encryption_key", "0", "kms_key_self_link"}, nil},
}

func s3Default(name string) []string {
	return []string{"server_side_encryption_configuration", "0", "rule", "0", "apply_server_side_encryption_by_default", "0", name}
}

type terraformStore struct {
	id, sort, key, algorithm string
	encrypted                *bool
	position                 string
	line                     int
}

// id is what the provider calls a resource, and its address as long as that is
// not known.
func (r *terraformResource) id() string {
	return named(raw.First(textAt(r.values, "id"), r.address))
}

// store notes a resource that is a store. What is planned can be seen to be
// unencrypted; that it is encrypted is known when it is there.
func (t *terraformFile) store(r *terraformResource) bool {
	if r.sort == "aws_instance" {
		return t.disks(r)
	}
	k, ok := terraformStores[r.sort]
	if !ok || at(r.values) == nil || r.values.Compare(ast.NullValue) == 0 {
		return false
	}
	yes := true
	p := terraformStore{id: r.id(), sort: k.store, position: r.position, line: r.line}
	if k.key != nil {
		p.key = textAt(r.values, k.key...)
	}
	if k.algorithm != nil {
		p.algorithm = textAt(r.values, k.algorithm...)
	}
	switch {
	case k.encrypted == nil || p.algorithm != "":
		p.encrypted = &yes
	default:
		p.encrypted = truthAt(r.values, k.encrypted...)
		if r.sort == "aws_sqs_queue" && p.key != "" {
			p.encrypted = &yes
		}
	}
	if r.planned && p.encrypted != nil && *p.encrypted {
		p.encrypted = nil
	}
	t.pending = append(t.pending, p)
	return true
}

// disks notes the disks of a machine, which stand in its resource and are
// resources of their own only where they were made apart.
func (t *terraformFile) disks(r *terraformResource) bool {
	found := false
	for _, block := range []string{"root_block_device", "ebs_block_device"} {
		list, ok := at(r.values, block).(*ast.Array)
		if !ok {
			continue
		}
		for i := range list.Len() {
			disk := list.Elem(i).Value
			name := raw.First(textAt(disk, "volume_id"), r.id()+"/"+raw.First(textAt(disk, "device_name"), block+"/"+strconv.Itoa(i)))
			p := terraformStore{id: named(name), sort: "volume", key: textAt(disk, "kms_key_id"), encrypted: truthAt(disk, "encrypted"), position: r.position, line: r.line}
			if r.planned && p.encrypted != nil && *p.encrypted {
				p.encrypted = nil
			}
			t.pending = append(t.pending, p)
			found = true
		}
	}
	return found
}

func (p *terraformStore) entry(t *terraformFile) *raw.Fields {
	f := known(t.s.Fields().Must("id", p.id).Must("type", p.sort).List("holds", nil), "encrypted", p.encrypted)
	f.Text("algorithm", p.algorithm, raw.ShortText)
	if p.key == "" {
		return f
	}
	key := t.s.Fields().Must("id", raw.Clip(p.key, raw.LongText))
	k, ok := t.keys[p.key]
	if !ok {
		return f.Value("key", key.Must("managed_by", "unknown").Object())
	}
	key.Must("managed_by", "customer-kms")
	switch {
	case k.rotates == nil:
	case !*k.rotates:
		key.Value("rotation_days", ast.NullValue)
	case k.days > 0:
		number(key, "rotation_days", k.days)
	}
	return f.Value("key", key.Object())
}

// terraformKey is a key of AWS that the customer made.
type terraformKey struct {
	rotates *bool
	days    int64
}

// key notes a key under the names that stores call it by. One that rotates does
// so each year where it does not say how often.
func (t *terraformFile) key(r *terraformResource) {
	if r.sort != "aws_kms_key" || r.planned {
		return
	}
	k := terraformKey{rotates: truthAt(r.values, "enable_key_rotation"), days: 365}
	if n, ok := intAt(r.values, "rotation_period_in_days"); ok && n > 0 {
		k.days = n
	}
	for _, name := range []string{textAt(r.values, "arn"), textAt(r.values, "key_id"), textAt(r.values, "id")} {
		if name != "" {
			t.keys[name] = k
		}
	}
}

// terraformBoundaries are the resource types that are rule sets. What filters is
// what is there, whatever is planned.
var terraformBoundaries = map[string]bool{
	"aws_security_group": true, "aws_default_security_group": true,
	"azurerm_network_security_group": true, "google_compute_firewall": true,
}

// terraformGroup is a rule set.
type terraformGroup struct {
	id, otherwise string
	active        bool
	rules         []terraformRule
	position      string
	line          int
}

// terraformRule is one rule; peer is its other end.
type terraformRule struct {
	group, id     string
	out, deny     bool
	peers         []string
	near          []string // the end at the boundary; anything where none
	protocol, why string
	ports         string
}

// maxPairs is how many pairs of networks one rule is written out as.
const maxPairs = 1000

func (g *terraformGroup) entry(s *raw.Source) *raw.Fields {
	rules := []*raw.Term{}
	for _, r := range g.rules {
		if len(r.near) == 0 {
			r.near = []string{"any"}
		}
		if len(r.peers) == 0 {
			r.peers = []string{"not said"} // nobody knows who, and never everyone
		}
		if len(r.peers)*len(r.near) > maxPairs {
			r.near = []string{"several networks"} // which nobody takes for any network
		}
		for i, peer := range r.peers {
			for k, near := range r.near {
				source, destination, way, action := peer, near, "in", "allow"
				if r.out {
					source, destination, way = near, peer, "out"
				}
				if r.deny {
					action = "deny"
				}
				rules = append(rules, s.Fields().Must("id", named(fmt.Sprintf("%s/%d/%d", r.id, i, k))).
					Must("action", action).Must("direction", way).
					Must("source", raw.Clip(source, raw.ShortText)).Must("destination", raw.Clip(destination, raw.ShortText)).
					Must("ports", raw.Clip(raw.First(r.ports, "not said"), raw.ShortText)).
					Text("protocol", r.protocol, raw.ShortText).Text("reason", r.why, raw.LongText).Term())
			}
		}
	}
	return s.Fields().Must("id", g.id).Flag("active", g.active).Must("default", g.otherwise).List("rules", rules)
}

// boundary notes a resource that is a rule set, or a rule of one.
func (t *terraformFile) boundary(r *terraformResource) bool {
	g := terraformGroup{id: r.id(), otherwise: "unknown", active: r.there, position: r.position, line: r.line}
	switch r.sort {
	case "aws_security_group", "aws_default_security_group":
		g.otherwise = "deny" // a security group has nothing but permissions
		for _, way := range []string{"ingress", "egress"} {
			for i, p := range listAt(r.values, way) {
				g.rules = append(g.rules, awsRule(p, fmt.Sprintf("%s/%d", way, i), way == "egress"))
			}
		}
	case "azurerm_network_security_group":
		for i, p := range listAt(r.values, "security_rule") {
			g.rules = append(g.rules, azureRule(p, fmt.Sprintf("security_rule/%d", i)))
		}
	case "google_compute_firewall":
		g.active = g.active && !on(truthAt(r.values, "disabled"))
		g.rules = googleRules(r.values)
	case "aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule":
		if r.there {
			out := r.sort == "aws_vpc_security_group_egress_rule" || textAt(r.values, "type") == "egress"
			rule := awsRule(r.values, r.address, out)
			rule.group = textAt(r.values, "security_group_id")
			t.rules = append(t.rules, rule)
		}
		return false // kept raw too: its group may be of another workspace
	default:
		return false
	}
	if r.values.Compare(ast.NullValue) == 0 {
		return false
	}
	t.groups = append(t.groups, g)
	return true
}

// attach gives rules that are resources of their own to their groups.
func (t *terraformFile) attach() {
	where := map[string]int{}
	for i := range t.groups {
		where[t.groups[i].id] = i
	}
	for _, r := range t.rules {
		if i, ok := where[named(r.group)]; ok && r.group != "" {
			t.groups[i].rules = append(t.groups[i].rules, r)
		}
	}
}

// awsRule is a rule of a security group, in any of the three resources that
// write one.
func awsRule(v ast.Value, id string, out bool) terraformRule {
	r := terraformRule{id: id, out: out, why: textAt(v, "description")}
	for _, name := range []string{"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"} {
		r.peers = append(r.peers, textsAt(v, name)...)
	}
	for _, name := range []string{"cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id", "source_security_group_id"} {
		if peer := textAt(v, name); peer != "" {
			r.peers = append(r.peers, peer)
		}
	}
	if on(truthAt(v, "self")) {
		r.peers = append(r.peers, "the group itself")
	}
	protocol := raw.First(textAt(v, "protocol"), textAt(v, "ip_protocol"))
	from, first := intAt(v, "from_port")
	to, last := intAt(v, "to_port")
	switch protocol {
	case "-1", "all":
		r.protocol, r.ports = "any", "any"
	case "6", "17", "tcp", "udp":
		r.protocol = map[string]string{"6": "tcp", "17": "udp"}[protocol]
		r.protocol = raw.First(r.protocol, protocol)
		if first && last {
			r.ports = span(from, to)
		}
	default:
		r.protocol, r.ports = protocol, "any"
	}
	return r
}

func span(from, to int64) string {
	if from == to {
		return strconv.FormatInt(from, 10)
	}
	return fmt.Sprintf("%d-%d", from, to)
}

func azureRule(v ast.Value, id string) terraformRule {
	r := terraformRule{id: id, out: textAt(v, "direction") == "Outbound", deny: textAt(v, "access") == "Deny", why: textAt(v, "description"),
		protocol: strings.ToLower(anyOf(textAt(v, "protocol")))}
	source := prefixes(v, "source_address_prefix")
	destination := prefixes(v, "destination_address_prefix")
	if r.peers, r.near = source, destination; r.out {
		r.peers, r.near = destination, source
	}
	ports := textsAt(v, "destination_port_ranges")
	if p := textAt(v, "destination_port_range"); p != "" {
		ports = append(ports, anyOf(p))
	}
	r.ports = strings.Join(ports, ",")
	return r
}

func prefixes(v ast.Value, name string) []string {
	list := textsAt(v, name+"es")
	if p := textAt(v, name); p != "" {
		list = append(list, anyOf(p))
	}
	return list
}

// anyOf is Azure's star as evidence has it.
func anyOf(s string) string {
	if s == "*" {
		return "any"
	}
	return s
}

func googleRules(v ast.Value) (out []terraformRule) {
	for _, way := range []string{"allow", "deny"} {
		for i, p := range listAt(v, way) {
			r := terraformRule{id: fmt.Sprintf("%s/%d", way, i), out: textAt(v, "direction") == "EGRESS", deny: way == "deny", why: textAt(v, "description"),
				protocol: textAt(p, "protocol"), ports: strings.Join(textsAt(p, "ports"), ",")}
			if r.protocol == "all" {
				r.protocol = "any"
			}
			r.ports = raw.First(r.ports, "any")
			if r.peers, r.near = textsAt(v, "source_ranges"), textsAt(v, "destination_ranges"); r.out {
				r.peers, r.near = r.near, nil
			}
			if !r.out {
				for _, from := range []string{"source_tags", "source_service_accounts"} {
					r.peers = append(r.peers, textsAt(v, from)...)
				}
			}
			out = append(out, r)
		}
	}
	return out
}
