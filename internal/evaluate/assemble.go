package evaluate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	mathbits "math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/spool"
)

// assembler turns the sorted records of all documents into observations. It
// takes them in the order component, kind, asset, digest and appends each
// outcome to the stream of its run, component, outcome and reason, which is
// sorted thereby.
type assembler struct {
	r       *runner
	table   *spool.Table // facts of documents, in that order
	log     *spool.Log   // the streams
	streams []stream
	index   map[streamKey]int
	cells   []cell  // component × kind
	tallies []tally // run × component
	digests *spool.Sorter
	sets    []set
	setOf   map[string]int // by component and kinds
	setsOf  [][]int        // by cell
	people  []population
	lists   [][]string       // by component: the assets that a usable inventory lists, sorted
	samples [][]sampled      // by component: the plans by which part of them is expected
	about   []map[string]int // by cell: the last document of each asset, of kinds that systems read
	group   group
	recent  recent
	buf     []byte
}

type streamKey struct {
	run, comp int
	outcome   assessment.Outcome
	reason    assessment.Reason
}

// stream is the subjects of one observation. Extras are few, have no document,
// and are mixed in by order when the stream is read.
type stream struct {
	streamKey
	count  int
	extras []assessment.Subject
}

// cell is what there is of one kind for one component.
type cell struct {
	docs   int
	assets int
	reason assessment.Reason // the most telling one among documents that cannot be judged
	why    string
	// named is set when some document names an asset beside the component
	// itself, or the inventory expects the component itself.
	named bool
	seen  bits // which of the assets that the inventory lists
}

// tally is the population of one run and component: assets in evidence, and the
// items of the inventory that some of them stand for.
type tally struct {
	examined, skipped, unknown int
	found, kept                bits // items examined; of them those not merely skipped
	// Of a check of system scope, whose examined and skipped are subjects:
	subjects int  // all that it names
	assets   bool // some of them are assets
}

// bits is a set of small numbers.
type bits []uint64

func (b *bits) add(i int) {
	for i/64 >= len(*b) {
		*b = append(*b, 0)
	}
	(*b)[i/64] |= 1 << (i % 64)
}

func (b bits) has(i int) bool { return i/64 < len(b) && b[i/64]&(1<<(i%64)) != 0 }

// with gives the numbers that are in either set.
func (b bits) with(other bits) bits {
	out := make(bits, max(len(b), len(other)))
	copy(out, b)
	for i, w := range other {
		out[i] |= w
	}
	return out
}

func (b bits) count() (n int) {
	for _, w := range b {
		n += mathbits.OnesCount64(w)
	}
	return n
}

// set is one evidence set: all documents of some kinds for one component.
type set struct {
	comp                 int
	kinds                []int
	first, last, expires time.Time
	digest               string
	count                int
	files                []assessment.Source
	signatures           map[assessment.Signature]bool
	stream               int // in log
}

func newAssembler(r *runner) *assembler {
	part := int(r.opt.Memory) / 4
	dir := r.opt.SpoolDir
	a := &assembler{
		r: r, index: map[streamKey]int{}, setOf: map[string]int{},
		table: spool.NewTable(dir, part/2), log: spool.NewLog(dir, part), digests: spool.NewSorter(dir, part/2),
		cells:   make([]cell, len(r.comps)*len(r.kinds)),
		tallies: make([]tally, len(r.runs)*len(r.comps)),
		setsOf:  make([][]int, len(r.comps)*len(r.kinds)),
		about:   make([]map[string]int, len(r.comps)*len(r.kinds)),
	}
	a.group.a = a
	a.group.ties = spool.NewSorter(dir, part/2)
	return a
}

func (a *assembler) close() error {
	a.digests.Close()
	a.group.ties.Close()
	err := a.table.Close()
	if e := a.log.Close(); err == nil {
		err = e
	}
	return err
}

func (a *assembler) at(c, k int) int         { return c*len(a.r.kinds) + k }
func (a *assembler) cell(c, k int) *cell     { return &a.cells[a.at(c, k)] }
func (a *assembler) tally(run, c int) *tally { return &a.tallies[run*len(a.r.comps)+c] }
func (a *assembler) kindName(k int) string   { return a.r.kinds[k].name }
func (a *assembler) applies(run, c int) bool { return a.r.runs[run].applies[c] }
func (a *assembler) declared(run, c int) bool {
	return a.r.plan.Declared.Expects(a.r.runs[run].check, a.r.comps[c])
}
func (a *assembler) inventoried(c int) bool { return a.people[c].there && a.people[c].broken == "" }

// observations does the work, in order: documents, systems, what is missing.
func (a *assembler) observations(ctx context.Context, workers []*worker) (*assessment.Observations, error) {
	r := a.r
	a.people = r.inventory.settle(r)
	a.lists = make([][]string, len(r.comps))
	a.samples = make([][]sampled, len(r.comps))
	for c := range r.comps {
		if a.inventoried(c) {
			a.lists[c] = a.people[c].assets()
			a.samples[c] = a.r.drawn(c, a.lists[c])
		}
	}
	a.prepareSets()
	var sorters []*spool.Sorter
	for _, w := range workers {
		sorters = append(sorters, w.docs)
	}
	err := spool.Merge(sorters, func(key, value []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return a.document(key, value)
	})
	if err != nil {
		return nil, err
	}
	if err := a.group.end(); err != nil {
		return nil, err
	}
	if err := a.table.Flush(); err != nil {
		return nil, err
	}
	if !r.cut {
		if err := a.systems(ctx, workers); err != nil {
			return nil, err
		}
	}
	if err := a.absent(); err != nil {
		return nil, err
	}
	if err := a.finishSets(); err != nil {
		return nil, err
	}
	if err := a.log.Flush(); err != nil {
		return nil, err
	}
	a.group.ties.Close()
	a.digests.Close()
	return a.result(workers)
}

// document takes one record.
func (a *assembler) document(key, value []byte) error {
	c, k, order, grp, err := docPlace(key)
	if err != nil {
		return err
	}
	if a.r.ledger.Superseded(order) {
		return nil
	}
	in := reader{b: value}
	reason, why := assessment.Reason(in.text()), in.text()
	f := in.facts()
	if in.bad {
		return errRecord
	}
	if err := a.group.enter(grp, c, k, f.asset); err != nil {
		return err
	}
	a.buf = f.append(a.buf[:0])
	number, err := a.table.Add(a.buf)
	if err != nil {
		return err
	}
	if a.r.kinds[k].joined[c] {
		about := &a.about[a.at(c, k)]
		if *about == nil {
			*about = map[string]int{}
		}
		(*about)[f.asset] = number
	}
	cell := a.cell(c, k)
	cell.docs++
	if reason != "" && (cell.reason == "" || telling(reason) < telling(cell.reason)) {
		cell.reason, cell.why = reason, string(why)
	}
	if err := a.addToSets(c, k, &f); err != nil {
		return err
	}
	return a.group.document(number, reason, why, in.b)
}

// telling ranks why documents cannot be judged: what must be mended first comes
// first.
func telling(reason assessment.Reason) int {
	order := []assessment.Reason{
		assessment.ReasonMalformed, assessment.ReasonUnreadable, assessment.ReasonTooLarge, assessment.ReasonNotShown,
		assessment.ReasonForged, assessment.ReasonUnsigned, assessment.ReasonWrongTarget, assessment.ReasonStale, assessment.ReasonFuture, assessment.ReasonUnknownAge,
	}
	if i := slices.Index(order, reason); i >= 0 {
		return i
	}
	return len(order)
}

// stream gives the number of a stream, new or not.
func (a *assembler) stream(run, c int, outcome assessment.Outcome, reason assessment.Reason) int {
	key := streamKey{run, c, outcome, reason}
	n, ok := a.index[key]
	if !ok {
		n = len(a.streams)
		a.index[key] = n
		a.streams = append(a.streams, stream{streamKey: key})
	}
	return n
}

// add appends one subject to its stream. number is its document in the table;
// -1 for none, and then asset is written.
func (a *assembler) add(n, number int, asset string, id, why []byte) error {
	a.streams[n].count++
	a.buf = binary.AppendUvarint(a.buf[:0], uint64(number+1))
	if number < 0 {
		a.buf = appendText(a.buf, asset)
	}
	a.buf = binary.AppendUvarint(a.buf, uint64(len(id)))
	a.buf = append(a.buf, id...)
	a.buf = binary.AppendUvarint(a.buf, uint64(len(why)))
	a.buf = append(a.buf, why...)
	return a.log.Append(n, a.buf)
}

// extra adds a subject that stands for the component as a whole.
func (a *assembler) extra(run, c int, v verdict) {
	s := &a.streams[a.stream(run, c, v.outcome, v.reason)]
	key := a.r.comps[c]
	s.extras = append(s.extras, assessment.Subject{
		Component: key, Asset: key, ID: key, Outcome: v.outcome, Reason: v.reason, Why: v.why,
	})
	s.count++
}

// prepareSets makes a set for each component and each list of kinds that a run
// reads there.
func (a *assembler) prepareSets() {
	for i := range a.r.runs {
		for c := range a.r.comps {
			if a.applies(i, c) {
				a.setFor(i, c)
			}
		}
	}
}

// setFor gives the number of a run's evidence set.
func (a *assembler) setFor(run, c int) int {
	kinds := a.r.withStatements(a.r.runs[run].kinds, c)
	var key strings.Builder
	key.WriteString(strconv.Itoa(c))
	for _, k := range kinds {
		key.WriteString(" " + strconv.Itoa(k))
	}
	n, ok := a.setOf[key.String()]
	if !ok {
		n = len(a.sets)
		a.setOf[key.String()] = n
		a.sets = append(a.sets, set{comp: c, kinds: kinds})
		for _, k := range kinds {
			at := a.at(c, k)
			a.setsOf[at] = append(a.setsOf[at], n)
		}
	}
	return n
}

// addToSets enters a document into the sets of its component and kind.
func (a *assembler) addToSets(c, k int, f *facts) error {
	if a.r.silent(c, k, f) {
		return nil
	}
	for _, n := range a.setsOf[a.at(c, k)] {
		s := &a.sets[n]
		if f.known {
			t := f.time()
			if s.first.IsZero() || t.Before(s.first) {
				s.first = t
			}
			if t.After(s.last) {
				s.last = t
			}
			_, maxAge := a.r.kinds[k].schema()
			if e := t.Add(maxAge); s.expires.IsZero() || e.Before(s.expires) {
				s.expires = e
			}
		}
		if f.signer != "" && len(s.signatures) < maxFiles {
			if s.signatures == nil {
				s.signatures = map[assessment.Signature]bool{}
			}
			s.signatures[assessment.Signature{Signer: f.signer, Bundle: assessment.Source{
				Path: f.path + evidence.SignatureSuffix, Digest: hex.EncodeToString([]byte(f.bundle)),
			}}] = true
		}
		key := append(binary.BigEndian.AppendUint32(nil, uint32(n)), f.digest[:]...)
		value := binary.AppendUvarint(appendText(nil, f.path), uint64(f.file))
		if err := a.digests.Add(key, value); err != nil {
			return err
		}
	}
	return nil
}

// maxFiles is the number of envelopes of a set up to which its files are listed.
const maxFiles = 1000

// finishSets names each set by the digest of its sorted digests, one in hex on
// each line, and keeps those lines as a stream behind the subjects' own.
func (a *assembler) finishSets() error {
	current := -1
	var h hash.Hash
	var last [32]byte
	end := func() {
		if current >= 0 {
			a.sets[current].digest = hex.EncodeToString(h.Sum(nil))
		}
	}
	base := len(a.streams)
	line := make([]byte, 65)
	line[64] = '\n'
	err := spool.Merge([]*spool.Sorter{a.digests}, func(key, value []byte) error {
		n := int(binary.BigEndian.Uint32(key))
		digest := key[4:]
		if n != current {
			end()
			current, h = n, sha256.New()
			a.sets[n].stream = base + n
		}
		s := &a.sets[n]
		in := reader{b: value}
		path, file := string(in.text()), int(in.uvarint())
		if s.count == 0 || !bytes.Equal(last[:], digest) {
			copy(last[:], digest)
			hex.Encode(line, digest)
			h.Write(line)
			s.count++
			if err := a.log.Append(s.stream, digest); err != nil {
				return err
			}
		}
		if whole := a.r.fileDigest(file, last); len(s.files) <= maxFiles && whole != "" {
			s.files = append(s.files, assessment.Source{Path: path, Digest: whole})
		}
		return nil
	})
	end()
	for i := range a.sets {
		s := &a.sets[i]
		if len(s.files) > maxFiles {
			s.files = nil
		}
		slices.SortFunc(s.files, func(x, y assessment.Source) int { return strings.Compare(x.Path, y.Path) })
		s.files = slices.CompactFunc(s.files, func(x, y assessment.Source) bool { return x.Path == y.Path })
	}
	return err
}

// fileDigest is the digest of a file by number; one that is a document as a
// whole has the document's. It is empty for a file that was not read to its end.
func (r *runner) fileDigest(number int, document [32]byte) string {
	if number > 0 {
		document = r.files.list[number-1].Digest
	}
	if document == [32]byte{} {
		return ""
	}
	return hex.EncodeToString(document[:])
}
