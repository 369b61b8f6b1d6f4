package store

import "golang.org/x/mod/sumdb/tlog"

func treeHash(size int64, t *tree) (tlog.Hash, error) { return tlog.TreeHash(size, t) }
