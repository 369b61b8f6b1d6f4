package infra

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/jsonast"
)

const (
	softwareInventory = "software-inventory"
	hostConfig        = "host-config"
	iamAccounts       = "iam-accounts"
)

// osqueryNames are the member names of osquery that errors may print.
const osqueryNames = `name hostIdentifier calendarTime unixTime epoch counter numerics columns action snapshot diffResults
added removed decorations hostname host_uuid`

// osqueryTables tell tables by their columns, because a log names queries, which
// are called as their authors like, and osqueryi names nothing.
//
// Source: schema of osquery 5.
var osqueryTables = []struct {
	name    string
	columns []string
}{
	{"deb_packages", []string{"name", "version", "revision", "arch"}},
	{"rpm_packages", []string{"name", "version", "release", "arch"}},
	{"programs", []string{"name", "version", "install_location", "publisher"}},
	{"apps", []string{"name", "bundle_identifier", "bundle_short_version"}},
	{"users", []string{"uid", "username", "shell", "directory"}},
	{"os_version", []string{"name", "version", "major", "minor", "platform"}},
	{"disk_encryption", []string{"name", "uuid", "encrypted", "type"}},
	{"mounts", []string{"device", "device_alias", "path"}},
	{"listening_ports", []string{"pid", "port", "protocol", "address"}},
}

// packages are the tables of what is installed.
var packages = []string{"deb_packages", "rpm_packages", "programs", "apps"}

// osqueryFile is what is known of hosts while their results are read.
type osqueryFile struct {
	s       *raw.Source
	j       *raw.JSON
	changes bool // it has results that are changes only
	hosts   map[string]*osqueryHost
	order   []*osqueryHost
}

// osqueryHost is a host with the newest whole result of each of its queries.
type osqueryHost struct {
	name    string // "" for what osqueryi prints, which names none
	ids     []string
	results map[string]*osqueryResult
	order   []string
}

// osqueryResult is one whole result of a query.
type osqueryResult struct {
	table string
	at    int64 // seconds since 1970; 0 where it does not say
	rows  []osqueryRow
}

type osqueryRow struct {
	cells    map[string]string
	text     jsontext.Value
	position string
	line     int
}

// readOsquery reads results of osquery: what osqueryi prints with --json, and the
// results log of osqueryd, one result a line. Of the log only snapshots are whole;
// changes say nothing of what is there, and are kept raw.
//
// Source: osquery 5, Logging ("snapshot", "event" and "batch" format) and its
// schema.
func readOsquery(ctx context.Context, s *raw.Source) error {
	o := &osqueryFile{s: s, hosts: map[string]*osqueryHost{}}
	o.j = raw.NewJSON(ctx, s, osqueryNames)
	if err := o.j.Batch(raw.Batch{Record: o.record}); err != nil {
		return err
	}
	s.Finish()
	return o.emit()
}

// record takes a result of the log, or a row that osqueryi printed.
func (o *osqueryFile) record(e raw.Entry) error {
	var r struct {
		Name     string           `json:"name"`
		Host     string           `json:"hostIdentifier"`
		Time     jsontext.Value   `json:"unixTime"`
		Snapshot []jsontext.Value `json:"snapshot"`
		Columns  jsontext.Value   `json:"columns"`
		Diff     jsontext.Value   `json:"diffResults"`
		Extra    struct {
			Hostname string `json:"hostname"`
			UUID     string `json:"host_uuid"`
		} `json:"decorations"`
	}
	if !raw.NewHead(e.Value[:min(len(e.Value), raw.HeadSize)]).Has("hostIdentifier") {
		return o.row(e)
	}
	if err := o.j.Entry(e, &r); err != nil {
		return err
	}
	if len(r.Snapshot) == 0 {
		o.changes = o.changes || len(r.Columns) > 0 || len(r.Diff) > 0
		return o.keep(raw.First(named(r.Name), "result"), e.Value, e.Position, e.Line)
	}
	result := &osqueryResult{at: seconds(r.Time)}
	for i, v := range r.Snapshot {
		if i > 0 && !o.s.CountRecord() {
			return &raw.Fault{Code: raw.FaultRecords, Line: e.Line}
		}
		cells, ok := cellsOf(v)
		if !ok {
			return &raw.Fault{Code: raw.FaultType, Line: e.Line, Pointer: "/snapshot/" + strconv.Itoa(i)}
		}
		result.rows = append(result.rows, osqueryRow{cells: cells, text: bytes.Clone(v), position: e.Position, line: e.Line})
	}
	result.table = tableOf(result.rows[0].cells)
	return o.add(o.host(r.Host, r.Host, r.Extra.Hostname, r.Extra.UUID), raw.First(r.Name, result.table), result)
}

// row takes a row without a host or a time.
func (o *osqueryFile) row(e raw.Entry) error {
	cells, ok := cellsOf(e.Value)
	if !ok {
		return o.keep("row", e.Value, e.Position, e.Line)
	}
	row := osqueryRow{cells: cells, text: bytes.Clone(e.Value), position: e.Position, line: e.Line}
	table := tableOf(cells)
	h := o.host("")
	if had := h.results[table]; had != nil {
		had.rows = append(had.rows, row)
		return nil
	}
	return o.add(h, table, &osqueryResult{table: table, rows: []osqueryRow{row}})
}

func (o *osqueryFile) host(name string, ids ...string) *osqueryHost {
	h := o.hosts[name]
	if h == nil {
		h = &osqueryHost{name: name, results: map[string]*osqueryResult{}}
		o.hosts[name] = h
		o.order = append(o.order, h)
	}
	for _, id := range ids {
		if id != "" && !slices.Contains(h.ids, id) && len(h.ids) < 64 {
			h.ids = append(h.ids, id)
		}
	}
	return h
}

// add notes the result of a query; of two the newer counts, and of two of one
// age the later in the file.
func (o *osqueryFile) add(h *osqueryHost, query string, r *osqueryResult) error {
	had := h.results[query]
	if had == nil {
		h.order = append(h.order, query)
		h.results[query] = r
		return nil
	}
	if r.at >= had.at {
		h.results[query], r = r, had
	}
	return o.keepRows(r)
}

func (o *osqueryFile) keepRows(r *osqueryResult) error {
	for _, row := range r.rows {
		if err := o.keep(raw.First(r.table, "row"), row.text, row.position, row.line); err != nil {
			return err
		}
	}
	return nil
}

// keep keeps a record raw, without command lines and what is called a secret.
func (o *osqueryFile) keep(sort string, text jsontext.Value, position string, line int) error {
	o.s.HoldJSON(text)
	v, err := jsonast.New(jsonast.Default()).Decode(bytes.Clone(text))
	if err != nil {
		f := raw.FaultOf(err)
		f.Line = line
		return f
	}
	o.s.Keep(sort, position, scrub(v, func(name string) bool {
		return name == "cmdline" || name == "command" || name == "value" || secretive(name)
	}))
	return nil
}

// emit yields what each host shows, host by host as the file names them.
func (o *osqueryFile) emit() error {
	brought := map[string]bool{}
	for _, h := range o.order {
		if err := o.emitHost(h, brought); err != nil {
			return err
		}
	}
	for _, kind := range []string{softwareInventory, hostConfig, iamAccounts} {
		if brought[kind] || !o.s.Declares(kind) && o.s.File.Records.Read > 0 {
			continue
		}
		what := "the results do not show what this kind needs"
		if o.changes {
			what = "the results are changes, which do not show what is there"
		}
		if err := o.s.Unshown(kind, nil, what, "schedule the query with `\"snapshot\": true`; host-config needs os_version, and mounts for disks"); err != nil {
			return err
		}
	}
	return nil
}

func (o *osqueryFile) emitHost(h *osqueryHost, brought map[string]bool) error {
	used := map[string]bool{}
	if d, ok := o.software(h, used); ok {
		brought[softwareInventory] = true
		if err := o.s.Emit(d); err != nil {
			return err
		}
	}
	if h.name == "" {
		if d, ok := o.accounts(h, used); ok {
			brought[iamAccounts] = true
			if err := o.s.Emit(d); err != nil {
				return err
			}
		}
	} else if d, ok := o.config(h, used); ok {
		brought[hostConfig] = true
		if err := o.s.Emit(d); err != nil {
			return err
		}
	}
	for _, query := range h.order {
		if !used[query] {
			if err := o.keepRows(h.results[query]); err != nil {
				return err
			}
		}
	}
	return nil
}

// unknownAge is the age of results one of which does not say when it was made.
const unknownAge = -1

// of are the host's newest results of a table, by query; age is the oldest of
// them.
func (h *osqueryHost) of(used map[string]bool, age *int64, tables ...string) (rows []osqueryRow) {
	for _, query := range h.order {
		r := h.results[query]
		if !slices.Contains(tables, r.table) {
			continue
		}
		used[query] = true
		switch {
		case r.at == 0:
			*age = unknownAge
		case *age == 0 || *age != unknownAge && r.at < *age:
			*age = r.at
		}
		rows = append(rows, r.rows...)
	}
	return rows
}

// draft is a document on a host.
func (o *osqueryFile) draft(kind string, h *osqueryHost, age int64) raw.Draft {
	d := raw.Draft{Kind: kind, Subject: h.name, IDs: h.ids, Collector: "osquery", Collected: moment(age)}
	if h.name == "" {
		d.Collector += " " + o.s.Opt.Path
	}
	return d
}

// software is what is installed on a host.
func (o *osqueryFile) software(h *osqueryHost, used map[string]bool) (raw.Draft, bool) {
	var age int64
	rows := h.of(used, &age, packages...)
	if len(rows) == 0 {
		return raw.Draft{}, false
	}
	list := make([]*raw.Term, 0, len(rows))
	for _, r := range rows {
		version := raw.First(r.cells["bundle_short_version"], r.cells["version"])
		if release := r.cells["release"]; release != "" {
			version += "-" + release
		}
		list = append(list, o.s.Fields().Must("name", raw.Clip(raw.First(r.cells["name"], "unnamed"), raw.ShortText)).Text("version", version, raw.ShortText).Term())
	}
	d := o.draft(softwareInventory, h, age)
	host := o.s.Fields().Must("id", o.s.Name(raw.Target{Name: h.name})).Flag("active", true).List("software", list).Term()
	d.Payload = o.s.Fields().List("hosts", []*raw.Term{host}).Object()
	return d, true
}

// accounts are the accounts of a host that is the component.
func (o *osqueryFile) accounts(h *osqueryHost, used map[string]bool) (raw.Draft, bool) {
	var age int64
	rows := h.of(used, &age, "users")
	if len(rows) == 0 {
		return raw.Draft{}, false
	}
	list := make([]*raw.Term, 0, len(rows))
	for _, r := range rows {
		var interactive, privileged *bool
		if no := false; closed(r.cells["shell"]) {
			interactive = &no
		}
		if yes := true; r.cells["uid"] == "0" {
			privileged = &yes
		}
		f := o.s.Fields().Must("id", raw.First(named(r.cells["username"]), "unnamed")).Must("type", "unknown")
		known(f, "interactive", interactive)
		known(f, "enabled", nil)
		known(f, "privileged", privileged)
		list = append(list, known(f, "mfa_devices", nil).Term())
	}
	d := o.draft(iamAccounts, h, age)
	d.Payload = o.s.Fields().List("accounts", list).Object()
	return d, true
}

// closed says whether a shell lets nobody in.
func closed(shell string) bool {
	return strings.HasSuffix(shell, "/nologin") || strings.HasSuffix(shell, "/false")
}

// config are the settings of a host: its system, its accounts and its disks.
func (o *osqueryFile) config(h *osqueryHost, used map[string]bool) (raw.Draft, bool) {
	var age int64
	mine := map[string]bool{}
	system := h.of(mine, &age, "os_version")
	if len(system) != 1 || age == 0 || age == unknownAge {
		return raw.Draft{}, false
	}
	cells := system[0].cells
	if cells["name"] == "" || cells["version"] == "" || cells["platform"] == "" {
		return raw.Draft{}, false
	}
	family := "linux"
	if p := cells["platform"]; p == "darwin" || p == "windows" || p == "freebsd" {
		family = p
	}
	var accounts []*raw.Term
	for _, r := range h.of(mine, &age, "users") {
		uid, err := strconv.ParseUint(r.cells["uid"], 10, 32)
		if err != nil || r.cells["username"] == "" {
			return raw.Draft{}, false // one that is left out would not be missed
		}
		accounts = append(accounts, number(o.s.Fields().Must("name", named(r.cells["username"])), "uid", int64(uid)).Text("shell", r.cells["shell"], raw.ShortText).Term())
	}
	mounts := h.of(mine, &age, "mounts")
	disks := map[string]string{}
	if len(mounts) > 0 {
		for _, r := range h.of(map[string]bool{}, &age, "disk_encryption") { // which are kept raw as well
			disks[r.cells["name"]] = r.cells["encrypted"]
		}
	}
	var volumes []*raw.Term
	var others []osqueryRow // mounts that are no disks
	for _, m := range mounts {
		device := raw.First(m.cells["device_alias"], m.cells["device"])
		if !strings.HasPrefix(device, "/dev/") || m.cells["path"] == "" {
			others = append(others, m)
			continue
		}
		var encrypted *bool
		if word, there := disks[device]; there && (word == "0" || word == "1") {
			is := word == "1"
			encrypted = &is
		}
		f := known(o.s.Fields().Must("mount", raw.Clip(m.cells["path"], raw.ShortText)), "encrypted", encrypted)
		volumes = append(volumes, f.Must("device", raw.Clip(device, raw.ShortText)).Term())
	}
	if age == unknownAge {
		return raw.Draft{}, false
	}
	for query := range mine {
		used[query] = true
	}
	h.order = append(h.order, "\x00others") // no query is called so
	h.results["\x00others"] = &osqueryResult{table: "mounts", rows: others}
	d := o.draft(hostConfig, h, age)
	f := o.s.Fields().Must("collected_at", moment(age)).Value("host", o.s.Fields().
		Must("name", o.s.Name(raw.Target{Name: h.name})).
		Value("os", o.s.Fields().Must("family", family).
			Must("name", raw.Clip(cells["name"], raw.ShortText)).Must("version", raw.Clip(cells["version"], raw.ShortText)).Object()).Object())
	if len(accounts) > 0 {
		f.List("accounts", accounts)
	}
	if len(volumes) > 0 {
		f.Value("encryption", o.s.Fields().List("volumes", volumes).Object())
	}
	d.Payload = f.Object()
	return d, true
}

// cellsOf are the columns of a row, which are text, or numbers as text.
func cellsOf(v jsontext.Value) (map[string]string, bool) {
	if v.Kind() != '{' {
		return nil, false
	}
	cells, ok := map[string]string{}, true
	raw.Members(v, func(name string, value []byte) bool {
		switch text := jsontext.Value(value); text.Kind() {
		case '"':
			b, err := jsontext.AppendUnquote(nil, text)
			if ok = err == nil; ok {
				cells[name] = string(b)
			}
		case '0':
			cells[name] = string(value)
		case 'n':
		default:
			ok = false
		}
		return ok
	})
	return cells, ok
}

// tableOf is the table whose columns a row has, "" for a query that nobody
// knows.
func tableOf(cells map[string]string) string {
	for _, t := range osqueryTables {
		if !slices.ContainsFunc(t.columns, func(c string) bool { _, has := cells[c]; return !has }) {
			return t.name
		}
	}
	return ""
}

// seconds is a time since 1970 that is written as a number or as text.
func seconds(v jsontext.Value) int64 {
	n, err := strconv.ParseInt(strings.Trim(string(v), `"`), 10, 64)
	if err != nil || n < 0 || n > 1e11 {
		return 0
	}
	return n
}

func moment(at int64) string {
	if at == 0 || at == unknownAge {
		return ""
	}
	return raw.Stamp(time.Unix(at, 0).UTC().Format(time.RFC3339))
}

// isOsquery knows a log by its members, and what osqueryi prints by the columns
// of a table.
func isOsquery(h raw.Head) bool {
	if h.Has("hostIdentifier", "name") && (h.Has("columns") || h.Has("snapshot") || h.Has("diffResults")) {
		return true
	}
	if !h.List {
		return false
	}
	for _, t := range osqueryTables {
		if h.Has(t.columns...) {
			return true
		}
	}
	return false
}
