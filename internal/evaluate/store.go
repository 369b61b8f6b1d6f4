package evaluate

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"

	"github.com/assay-compliance/assay/evidence"
)

// store serves data.assay to policies: params, now and evidence. It holds
// nothing itself; what a query may see is its transaction.
type store struct {
	storage.WritesNotSupported
	storage.PolicyNotSupported
}

// view is the data.assay of one query. It belongs to one worker, which changes
// it between queries.
type view struct {
	params ast.Value // object by parameter name
	now    ast.Value // nanoseconds since 1970, as time.now_ns gave them
	facts  func() ast.Value
	made   ast.Value // facts, once a policy asked for them
}

// ID is the same for all: transactions are never compared.
func (*view) ID() uint64 { return 0 }

// about sets what data.assay.evidence says, which is made only when read.
func (v *view) about(facts func() ast.Value) { v.facts, v.made = facts, nil }

// Read finds data.assay.<name>.… and nothing else.
func (store) Read(_ context.Context, txn storage.Transaction, path storage.Path) (any, error) {
	v, ok := txn.(*view)
	if !ok || len(path) == 0 || path[0] != "assay" {
		return nil, errNotFound
	}
	if len(path) == 1 {
		o := ast.NewObject(ast.Item(ast.InternedTerm("params"), ast.NewTerm(v.params)), ast.Item(ast.InternedTerm("now"), ast.NewTerm(v.now)))
		return o, nil
	}
	var found ast.Value
	switch path[1] {
	case "params":
		found = v.params
	case "now":
		found = v.now
	case "evidence":
		if v.made == nil && v.facts != nil {
			v.made = v.facts()
		}
		found = v.made
	}
	for _, key := range path[2:] {
		o, ok := found.(ast.Object)
		if !ok {
			return nil, errNotFound
		}
		t := o.Get(ast.StringTerm(key))
		if t == nil {
			return nil, errNotFound
		}
		found = t.Value
	}
	if found == nil {
		return nil, errNotFound
	}
	return found, nil
}

var errNotFound = &storage.Error{Code: storage.NotFoundErr}

// The rest of storage.Store, which evaluation never uses.

func (store) NewTransaction(context.Context, ...storage.TransactionParams) (storage.Transaction, error) {
	return &view{}, nil
}
func (store) Commit(context.Context, storage.Transaction) error { return nil }
func (store) Abort(context.Context, storage.Transaction)        {}
func (store) Truncate(context.Context, storage.Transaction, storage.TransactionParams, storage.Iterator) error {
	return errNotFound
}
func (store) Register(context.Context, storage.Transaction, storage.TriggerConfig) (storage.TriggerHandle, error) {
	return nil, errNotFound
}

// documentFacts is data.assay.evidence in document scope: what the envelope
// says around its payload.
func documentFacts(d *evidence.Document) ast.Value {
	item := func(key, value string) [2]*ast.Term {
		return ast.Item(ast.InternedTerm(key), ast.StringTerm(value))
	}
	items := [][2]*ast.Term{
		item("kind", d.Kind), item("component", d.Component), item("subject", d.Subject),
		item("digest", hex.EncodeToString(d.Digest[:])),
		item("collected", d.Collected.UTC().Format(time.RFC3339)),
		ast.Item(ast.InternedTerm("collected_ns"), ast.NewTerm(nanoseconds(d.Collected))),
	}
	if d.Collector != "" {
		items = append(items, item("collector", d.Collector))
	}
	return ast.NewObject(items...)
}

// systemFacts is data.assay.evidence in system scope.
func systemFacts(component string) ast.Value {
	return ast.NewObject(ast.Item(ast.InternedTerm("component"), ast.StringTerm(component)))
}

// nanoseconds since 1970, as an exact number whatever the year.
func nanoseconds(t time.Time) ast.Number {
	if s := t.Unix(); s != 0 {
		return ast.Number(itoa(s) + "000000000")
	}
	return "0"
}
