package evaluate

import (
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// The limits on what one call of a built-in may be given or give. They are far
// above what a check needs and low enough that a call ends within moments.
const (
	maxText     = 16 << 20  // bytes of text that a call makes
	maxElements = 4_000_000 // elements of an array that a call makes, nodes of a value that it walks
	maxRange    = 1_000_000 // numbers in numbers.range
	maxShift    = 4096      // bits
	maxDigits   = 400       // characters of a number in arithmetic; evidence has at most 64 digits
	maxExponent = 1000      // of a number in arithmetic; evidence has at most 308
	maxProduct  = 10_000    // characters of all factors of a product together
	maxPattern  = 4096      // bytes of a regular expression
	maxGlob     = 256       // bytes of a glob
	maxGlobText = 64 << 10  // bytes that a glob is matched with
	maxStars    = 8         // wildcards in a glob; matching backtracks over them
	maxYAML     = 1 << 20   // bytes of YAML text
	maxPatches  = 1000      // operations of json.patch
	maxWidth    = 4096      // of one verb of sprintf
	maxAddress  = 16        // host bits that net.cidr_expand lists
	maxLayout   = 1024      // bytes of a time layout
)

// limitCode is the code of the error that a guard stops an evaluation with.
const limitCode = "limit"

// A guard looks at the arguments of a call before the built-in does; what it
// returns is what is too much, and stops the evaluation.
type guard func(args []*ast.Term) (tooMuch string)

// guards gives the guard of each built-in whose cost or result can outgrow its
// arguments, or whose arguments could name something outside the policy.
func guards() map[string]guard {
	number := func(a []*ast.Term) string { return numbers(a[0]) }
	two := func(a []*ast.Term) string { return numbers(a[0], a[1]) }
	regex := func(pattern int) guard {
		return func(a []*ast.Term) string { return atMost(textLen(a[pattern]), maxPattern, "pattern over 4 KiB") }
	}
	zone := func(a []*ast.Term) string { return localZone(a[0]) }
	return map[string]guard{
		"plus": two, "minus": two, "mul": two, "div": two, "rem": two,
		"abs": number, "ceil": number, "floor": number, "round": number, "format_int": number,
		"bits.and": two, "bits.or": two, "bits.xor": two, "bits.negate": number,
		"bits.lsh": guardShift, "bits.rsh": guardShift,
		"numbers.range": guardRange, "numbers.range_step": guardRange,
		"sum":         func(a []*ast.Term) string { return addends(a[0], maxText) },
		"product":     func(a []*ast.Term) string { return addends(a[0], maxProduct) },
		"to_number":   func(a []*ast.Term) string { return longNumber(text(a[0])) },
		"units.parse": guardUnits, "units.parse_bytes": guardUnits,

		"array.concat": func(a []*ast.Term) string {
			return atMost(arrayLen(a[0])+arrayLen(a[1]), maxElements, "result over 4,000,000 elements")
		},
		"array.flatten":     guardFlatten,
		"concat":            guardConcat,
		"replace":           guardReplace,
		"strings.replace_n": guardReplaceN,
		"sprintf":           guardSprintf,
		"net.cidr_expand":   guardExpand,
		"glob.match":        guardGlob,
		"json.patch":        guardPatch,
		"object.union":      func(a []*ast.Term) string { return nodes(a[0], a[1]) },
		"object.union_n":    func(a []*ast.Term) string { return nodes(a[0]) },
		"json.marshal":      func(a []*ast.Term) string { return nodes(a[0]) },
		"yaml.marshal":      func(a []*ast.Term) string { return nodes(a[0]) },
		"json.unmarshal":    func(a []*ast.Term) string { return longNumbers(text(a[0])) },
		"json.is_valid":     func(a []*ast.Term) string { return longNumbers(text(a[0])) },
		"yaml.unmarshal":    guardYAML,
		"yaml.is_valid":     guardYAML,
		"base64.encode":     func(a []*ast.Term) string { return atMost(textLen(a[0]), maxText, "text over 16 MiB") },
		"urlquery.encode":   func(a []*ast.Term) string { return atMost(textLen(a[0]), maxText, "text over 16 MiB") },
		"hex.encode":        func(a []*ast.Term) string { return atMost(textLen(a[0]), maxText, "text over 16 MiB") },
		"re_match":          regex(0),
		"regex.match":       regex(0),
		"regex.is_valid":    regex(0),
		"regex.split":       regex(0),
		"regex.find_n":      regex(0),
		"regex.replace":     guardRegexReplace,
		"regex.template_match": func(a []*ast.Term) string {
			return atMost(textLen(a[0]), maxPattern, "pattern over 4 KiB")
		},
		"regex.find_all_string_submatch_n": regex(0),
		"json.marshal_with_options":        func(a []*ast.Term) string { return nodes(a[0]) },
		"net.cidr_contains_matches": func(a []*ast.Term) string {
			return atMost(size(a[0])*size(a[1]), maxElements, "more than 4,000,000 pairs")
		},
		"time.format": zone, "time.clock": zone, "time.date": zone, "time.weekday": zone,
		"time.add_date": zone,
		"time.diff":     func(a []*ast.Term) string { return localZone(a[0]) + localZone(a[1]) },
	}
}

// installGuards wraps the built-ins of this process, once. OPA looks a built-in
// up in one table for all queries, so that there is no place per query to do
// it; see docs/adr/0001-sandbox-limits.md.
var installGuards = sync.OnceFunc(func() {
	for name, g := range guards() {
		f := topdown.GetBuiltin(name)
		topdown.RegisterBuiltinFunc(name, func(c topdown.BuiltinContext, args []*ast.Term, iter func(*ast.Term) error) error {
			if tooMuch := g(args); tooMuch != "" {
				return limited(c, name, tooMuch)
			}
			return f(c, args, iter)
		})
	}
	topdown.RegisterBuiltinFunc("time.parse_ns", parseTime)
})

func limited(c topdown.BuiltinContext, name, tooMuch string) error {
	return topdown.Halt{Err: &topdown.Error{Code: limitCode, Message: name + ": " + tooMuch, Location: c.Location}}
}

// parseTime is time.parse_ns with zone abbreviations resolved in UTC. OPA's own
// resolves them in the zone of the machine.
func parseTime(c topdown.BuiltinContext, args []*ast.Term, iter func(*ast.Term) error) error {
	layout, value := text(args[0]), text(args[1])
	if len(layout) > maxLayout {
		return limited(c, "time.parse_ns", "layout over 1 KiB")
	}
	named := map[string]string{
		"ANSIC": time.ANSIC, "UnixDate": time.UnixDate, "RubyDate": time.RubyDate,
		"RFC822": time.RFC822, "RFC822Z": time.RFC822Z, "RFC850": time.RFC850,
		"RFC1123": time.RFC1123, "RFC1123Z": time.RFC1123Z,
		"RFC3339": time.RFC3339, "RFC3339Nano": time.RFC3339Nano,
	}
	if l, ok := named[layout]; ok {
		layout = l
	}
	t, err := time.ParseInLocation(layout, value, time.UTC)
	if err != nil {
		return err
	}
	if y := t.Year(); y < 1678 || y > 2261 {
		return errTimeRange
	}
	return iter(ast.NewTerm(ast.Number(itoa(t.UnixNano()))))
}

func guardShift(a []*ast.Term) string {
	if tooMuch := numbers(a[0]); tooMuch != "" {
		return tooMuch
	}
	if n, ok := a[1].Value.(ast.Number); ok {
		if s, ok := n.Int(); !ok || s > maxShift {
			return "shift over 4,096 bits"
		}
	}
	return ""
}

func guardRange(a []*ast.Term) string {
	if tooMuch := numbers(a...); tooMuch != "" {
		return tooMuch
	}
	low, okLow := integer(a[0])
	high, okHigh := integer(a[1])
	step := 1
	if len(a) > 2 {
		if s, ok := integer(a[2]); ok && s > 1 {
			step = s
		}
	}
	if low > high {
		low, high = high, low
	}
	const most = 1 << 52 // differences stay exact
	if !okLow || !okHigh || low < -most || high > most || (high-low)/step >= maxRange {
		return "more than 1,000,000 numbers"
	}
	return ""
}

func guardUnits(a []*ast.Term) string {
	s := text(a[0])
	if len(s) > 64 {
		return "text over 64 characters"
	}
	return longNumber(strings.TrimRight(strings.Trim(s, `"`), "BbIiKkMmGgTtPp"))
}

func guardFlatten(a []*ast.Term) string {
	total := 0
	if arr, ok := a[0].Value.(*ast.Array); ok {
		arr.Foreach(func(t *ast.Term) { total += max(1, arrayLen(t)) })
	}
	return atMost(total, maxElements, "result over 4,000,000 elements")
}

func guardConcat(a []*ast.Term) string {
	total, n := 0, 0
	add := func(t *ast.Term) { total += textLen(t); n++ }
	switch v := a[1].Value.(type) {
	case *ast.Array:
		v.Foreach(add)
	case ast.Set:
		v.Foreach(add)
	}
	return atMost(total+n*textLen(a[0]), maxText, "result over 16 MiB")
}

func guardReplace(a []*ast.Term) string {
	s, old, with := text(a[0]), text(a[1]), text(a[2])
	return atMost(len(s)+strings.Count(s, old)*len(with), maxText, "result over 16 MiB")
}

func guardReplaceN(a []*ast.Term) string {
	longest := 1
	if o, ok := a[0].Value.(ast.Object); ok {
		o.Foreach(func(_, v *ast.Term) { longest = max(longest, textLen(v)) })
	}
	return atMost((textLen(a[1])+1)*longest, maxText, "result could exceed 16 MiB")
}

func guardRegexReplace(a []*ast.Term) string {
	if tooMuch := atMost(textLen(a[1]), maxPattern, "pattern over 4 KiB"); tooMuch != "" {
		return tooMuch
	}
	// A replacement may repeat the whole text by reference.
	with := text(a[2])
	refs := strings.Count(with, "$")
	return atMost((textLen(a[0])+1)*(len(with)+1)+refs*textLen(a[0]), 16*maxText, "result could exceed 256 MiB")
}

// guardSprintf bounds the widths and the repeated arguments of a format.
func guardSprintf(a []*ast.Term) string {
	format := text(a[0])
	arr, ok := a[1].Value.(*ast.Array)
	if !ok {
		return ""
	}
	longest := 0
	for i := range arr.Len() {
		switch v := arr.Elem(i).Value.(type) {
		case ast.String:
			longest = max(longest, len(v))
		case ast.Number:
			if tooMuch := numbers(arr.Elem(i)); tooMuch != "" {
				return tooMuch
			}
		default:
			if tooMuch := nodes(arr.Elem(i)); tooMuch != "" {
				return tooMuch
			}
		}
	}
	verbs, width, run := 0, 0, 0
	for i := range len(format) {
		switch c := format[i]; {
		case c == '%':
			verbs++
			run = 0
		case c == '*':
			return "width given by an argument"
		case c >= '0' && c <= '9':
			if run = run*10 + int(c-'0'); run > maxWidth {
				return "width over 4,096"
			}
			width = max(width, run)
		default:
			run = 0
		}
	}
	if strings.Contains(format, "%[") || width > 64 {
		return atMost(verbs*(longest+width), maxText, "result over 16 MiB")
	}
	return ""
}

func guardExpand(a []*ast.Term) string {
	_, bits, ok := strings.Cut(text(a[0]), "/")
	if !ok {
		return ""
	}
	n, ok := atoi(bits)
	size := 32
	if strings.Contains(text(a[0]), ":") {
		size = 128
	}
	if ok && n <= size && size-n > maxAddress {
		return "more than 65,536 addresses"
	}
	return ""
}

func guardGlob(a []*ast.Term) string {
	p := text(a[0])
	switch {
	case len(p) > maxGlob:
		return "pattern over 256 bytes"
	case strings.Count(p, "*")+strings.Count(p, "{")+strings.Count(p, ",") > maxStars:
		return "more than 8 wildcards and alternatives"
	case len(a) > 2 && textLen(a[2]) > maxGlobText:
		return "text over 64 KiB"
	}
	return ""
}

func guardPatch(a []*ast.Term) string {
	if size(a[1]) > maxPatches {
		return "more than 1,000 operations"
	}
	return nodes(a...)
}

func guardYAML(a []*ast.Term) string {
	s := text(a[0])
	if len(s) > maxYAML {
		return "text over 1 MiB"
	}
	return longNumbers(s)
}
