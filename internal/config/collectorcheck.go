package config

import (
	"maps"
	"net/textproto"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

var (
	variable    = short{regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)}
	headerName  = short{regexp.MustCompile(`^[A-Za-z0-9-]+$`)}
	repository  = short{regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$`)}
	owner       = short{regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*$`)}
	resource    = short{regexp.MustCompile(`^([a-z0-9.-]+/)?v[0-9][a-z0-9]*/[a-z0-9]+$`)}
	secretWords = regexp.MustCompile(`(?i)(passw|passphrase|secret|token|api-?_?key|access-?_?key|private-?_?key|credential|cookie|authorization|signature|^sig$|^key$)`)
)

// collectors looks at the collectors, and that none takes another's place.
func (k *checker) collectors(c *Config) {
	outs := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(c.Collectors)) {
		e := c.Collectors[name]
		if !isToken(name) {
			k.add(e.Type.Place, strictyaml.Quote(name)+" is no name for a collector", "a name begins with a letter and has letters, digits, - . _")
		}
		k.collector(e)
		if other, twice := outs[c.Abs(e.Out.Value)]; twice {
			k.add(e.Out.Place, "two collectors write one file", "the other is "+other+"; give each an out: of its own")
		}
		outs[c.Abs(e.Out.Value)] = name
		for _, s := range c.Sources {
			if ok, _ := doublestar.Match(s.Path.Value, e.Raw()+"/x.raw"); ok && e.Out.Set() {
				k.add(s.Path.Place, "the source also reads what collector "+name+" keeps as it was served", "name the file "+strictyaml.Quote(e.Out.Value)+", or end the pattern in .jsonl")
			}
		}
	}
}

func (k *checker) collector(e Collector) {
	k.word(e.Type, slices.Sorted(maps.Keys(collectorKeys))...)
	keys, known := collectorKeys[e.Type.Value]
	if !known {
		return
	}
	k.ofType(e, keys)
	if !strings.HasSuffix(e.Out.Value, ".jsonl") || strings.ContainsAny(e.Out.Value, `*?[{\`) {
		k.add(e.Out.Place, "out is a file of envelopes, one a line", "give it a name that ends in .jsonl, without wildcards")
	}
	k.match(e.Component, key, "a component key", "use the key of a component")
	k.matches(e.Kinds, token, "an evidence kind", "for example iam-accounts")
	switch github := e.Type.Value == CollectGitHub; {
	case github && e.Kinds != nil:
		k.add(e.Kinds[0].Place, "a github collector knows its kinds", "remove kinds:, and choose with collect:")
	case !github && e.Kinds == nil:
		k.add(e.Type.Place, "a collector needs the kinds that it is to bring", "add kinds:, so that one that does not come is missed")
	}
	if e.Format.Value == "payload" && len(e.Kinds) != 1 {
		k.add(e.Format.Place, "format payload needs exactly one kind", "add kinds: with the kind of what is served")
	}
	if e.Format.Value == "envelope" || e.Format.Value == "jsonl" || e.Format.Value == "csv" {
		k.add(e.Format.Place, "a collector takes payloads and raw formats only", "use payload, or a format of docs/formats.md")
	}
	for _, p := range []strictyaml.At[string]{e.Subject, e.CollectedAt} {
		if p.Set() && e.Format.Value != "payload" {
			k.add(p.Place, "only what is of format payload needs a pointer", "add format: payload or remove it")
		}
		k.pointer(p)
	}
	for _, r := range e.Redact {
		k.redaction(r, e.Type.Place)
	}
	k.duration(e.Timeout)
	if v := e.MaxBytes; v.Set() && (v.Value < 1 || v.Value > mostCollectBytes) {
		k.add(v.Place, "max-bytes is between 1 and "+strconv.Itoa(mostCollectBytes), "what is larger is not read")
	}
	if v := e.Retries; v.Set() && (v.Value < 0 || v.Value > mostRetries) {
		k.add(v.Place, "retries is between 0 and "+strconv.Itoa(mostRetries), "")
	}
	k.server(e)
	k.program(e)
	switch e.Type.Value {
	case CollectGitHub:
		k.github(e)
	case CollectKubernetes:
		k.kubernetes(e)
	case CollectHTTP:
		k.paging(e.Paging)
	}
}

// ofType refuses keys that belong to another type: they would have no effect.
func (k *checker) ofType(e Collector, keys []string) {
	all := map[string]bool{}
	for _, of := range collectorKeys {
		for _, key := range of {
			all[key] = true
		}
	}
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if all[key] && !slices.Contains(keys, key) && !v.Field(i).IsZero() {
			k.add(e.Type.Place, "a collector of type "+e.Type.Value+" has no "+key, "remove "+key+":")
		}
	}
}

func (k *checker) pointer(p strictyaml.At[string]) {
	if p.Set() && (!strings.HasPrefix(p.Value, "/") || strings.Contains(strings.NewReplacer("~0", "", "~1", "").Replace(p.Value), "~")) {
		k.add(p.Place, "not a JSON pointer", "write it as /path/to/member")
	}
}

func (k *checker) duration(v strictyaml.At[string]) {
	if d, err := time.ParseDuration(v.Value); v.Set() && (err != nil || d < time.Millisecond || d > 24*time.Hour) {
		k.add(v.Place, "not a time that anything may take", "write it as 30s or 5m, at most 24h")
	}
}

func (k *checker) redaction(r Redaction, at problem.Place) {
	if r.Pointer.Set() == r.Pattern.Set() {
		k.add(or2(r.Pointer.Place, or2(r.Pattern.Place, at)), "a redaction has a pointer or a pattern", "keep one")
	}
	k.pointer(r.Pointer)
	if _, err := regexp.Compile(r.Pattern.Value); err != nil || r.Pattern.Set() && r.Pattern.Value == "" || len(r.Pattern.Value) > 1000 {
		k.add(r.Pattern.Place, "not a regular expression", "write it as RE2 has it, in at most 1000 characters")
	}
}

func or2(p, otherwise problem.Place) problem.Place {
	if p.Line > 0 {
		return p
	}
	return otherwise
}

// server checks addresses and who the collector says that it is.
func (k *checker) server(e Collector) {
	if !e.URL.Set() && e.Type.Value == CollectHTTP {
		k.add(e.Type.Place, "a collector of type http needs its url", "add url:")
	}
	k.address(e.URL)
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		v := e.Headers[name]
		at := or2(v.Text.Place, e.Type.Place)
		switch canonical := textproto.CanonicalMIMEHeaderKey(name); {
		case !headerName.MatchString(name):
			k.add(at, strictyaml.Quote(name)+" is no name of a header", "letters, digits and -")
		case canonical == "Authorization" && e.Auth != nil, slices.Contains([]string{"Host", "Content-Length", "Transfer-Encoding", "Connection", "Accept"}, canonical):
			k.add(at, "header "+canonical+" is set by the collector itself", "remove it; auth: and accept: say what it is to be")
		case v.Secret == nil && secretWords.MatchString(name):
			k.add(at, "header "+canonical+" holds a secret, which does not stand in this file", "write {env: VARIABLE} or {file: PATH}; and change it, for it has been written here")
		}
		k.line(v.Text)
		if v.Secret != nil {
			k.secret(*v.Secret)
		}
	}
	if a := e.Auth; a != nil {
		k.auth(a, e)
	}
}

func (k *checker) auth(a *Auth, e Collector) {
	n := 0
	if a.Bearer != nil {
		n++
		k.secret(*a.Bearer)
	}
	if a.Basic != nil {
		n++
		k.secret(a.Basic.Password)
		if a.Basic.User.Secret != nil {
			k.secret(*a.Basic.User.Secret)
		}
	}
	if a.OAuth != nil {
		n++
		k.secret(a.OAuth.ClientSecret)
		if a.OAuth.ClientID.Secret != nil {
			k.secret(*a.OAuth.ClientID.Secret)
		}
		k.address(a.OAuth.TokenURL)
	}
	if n != 1 {
		k.add(e.Type.Place, "auth has one of bearer, basic and oauth", "keep one; other headers go to headers:")
	}
}

// secret refuses what is no name without repeating it: it may be the secret.
func (k *checker) secret(s Secret) {
	if s.Env.Set() && !variable.MatchString(s.Env.Value) {
		k.add(s.Env.Place, "this is not a name of a variable", "write the variable's name, not its value; and change the secret, if it has been written here")
	}
}

// address refuses what is not asked: plain http beyond this machine, and secrets
// in the address.
func (k *checker) address(v strictyaml.At[string]) {
	if !v.Set() {
		return
	}
	u, err := url.Parse(v.Value)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		k.add(v.Place, "this is no address", "give https://host/path")
	case u.User != nil:
		k.add(v.Place, "the address holds a name or a password, which do not stand in this file", "use auth:; and change the password, for it has been written here")
	case u.Scheme == "http" && !Loopback(u.Hostname()):
		k.add(v.Place, "what comes over plain http could be anybody's", "use https://; plain http goes to this machine only")
	case u.Fragment != "":
		k.add(v.Place, "the address has a part behind #, which is never sent", "remove it")
	}
	if err != nil {
		return
	}
	for name := range u.Query() {
		if secretWords.MatchString(name) {
			k.add(v.Place, "the address holds what looks like a secret, in its query", "send it in headers: with {env: VARIABLE}; and change it, for it has been written here")
			return
		}
	}
}

func (k *checker) paging(p *Paging) {
	if p == nil {
		return
	}
	k.word(p.Style, "cursor", "link", "offset", "page")
	k.pointer(p.Items)
	k.pointer(p.Cursor)
	style := p.Style.Value
	if (style == "cursor") != p.Cursor.Set() {
		k.add(p.Style.Place, "style cursor, and it alone, has the pointer of the next page's cursor", "add cursor:, or remove it")
	}
	if (style == "page" || style == "offset") && !p.Parameter.Set() {
		k.add(p.Style.Place, "style "+style+" needs the name of the query's parameter", "add parameter:")
	}
	if v := p.MaxPages; v.Set() && (v.Value < 1 || v.Value > mostPages) {
		k.add(v.Place, "max-pages is between 1 and "+strconv.Itoa(mostPages), "")
	}
	if p.First.Set() && style != "page" {
		k.add(p.First.Place, "only style page has a first page", "remove it")
	}
}
