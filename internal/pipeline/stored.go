package pipeline

import (
	"path/filepath"

	"github.com/assay-compliance/assay/internal/store"
)

// OpenStore opens the store of a workspace, which must be there, and gives what
// checks the signatures of its log; nil where assay.yaml names no public key.
func OpenStore(config string) (*store.Store, *store.Signer, error) {
	w, err := Open(config)
	if err != nil {
		return nil, nil, err
	}
	key, err := w.StoreVerifier(w.Config.SystemID.Value)
	if err != nil {
		return nil, nil, err
	}
	s, err := store.Open(filepath.Join(w.Config.Root, filepath.FromSlash(w.Config.Abs(w.Config.StorePath()))), false)
	return s, key, err
}

// SystemOf is the system of a workspace, whose name the log has.
func SystemOf(config string) (string, error) {
	w, err := Open(config)
	if err != nil {
		return "", err
	}
	return w.Config.SystemID.Value, nil
}
