package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const referenceHead = `# The command line

One binary, ` + "`coppice`" + `; people and scripts use the same commands. Scripts add ` + "`--json`" + ` and read one JSON object on stdout. Progress,
warnings and errors go to stderr. Exit 0: done; 1: failed; 2: wrong usage. An error is one line saying what and why, then a line
` + "`hint: ...`" + ` saying what to do. Amounts are decimal strings of whole tokens ("12.5"), addresses 0x-checksummed, ids integers, scores and
seconds numbers. Rows are arrays in the order of ` + "`columns`" + `; a DATE is "YYYY-MM-DD".

This page is made from the commands by ` + "`make generate`" + `.

`

// jsonFields are the fields of --json that stay; more may be added.
var jsonFields = map[string]string{
	"coppice demo": "`contributions[{contributor, address, dataset, file, fileId, valid, score, reward, reason?}]`, `query{sql, columns, rows}`, `join{sql, columns, rows}`, " +
		"`training{instruction, artifacts[{name, cid, bytes}], metrics{rmse, baselineRmse, trainRows, testRows}}`, `jobs[{jobId, charges[{token, charged, burned, validator, contributors, treasury, refunded}]}]`, " +
		"`economics{burned{VANA, tokens{}}, validators[{address, earned{}}], contributors[{address, claimed{}}]}`, `phases[{name, seconds}]`, `seconds`",
	"coppice up":                  "`name`, `chainId`, `rpc`, `ws`, `api`, `addresses{}` once it is ready",
	"coppice deploy":              "`network`, `chain{rpc, id}`, `contracts{}`, `deployBlock`, `deployer`, `existed`",
	"coppice status":              "`network`, `chain{rpc, id, block}`, `contracts{}`, `validators[]`, `datasets[{dlpId, slug, address, token}]`, `open{}`",
	"coppice doctor":              "`checks[{name, ok, detail, hint}]`",
	"coppice account import":      "`name`, `address`",
	"coppice account show":        "`name`, `address`, `signer?`, `vana`",
	"coppice account fund":        "`name`, `address`, `vana`",
	"coppice dao create":          "`dlpId`, `address`, `token`, `publicKey`, `refiners[{refinerId, name}]`",
	"coppice contribute":          "`files[{file, fileId, personalUrl, url, jobId, tx, status, score, reward, reason?}]`",
	"coppice file list":           "`files[]` as of contribute; with `--storage`: `copies[{name?, bytes, dlpId, personalUrl, problem?}]`",
	"coppice file open":           "`file`, `bytes`, `name`, `dlpId`; with `--all`: `copies[{name?, bytes, dlpId, personalUrl, file?, problem?}]`",
	"coppice proof run":           "`results{}`, `usage{}`",
	"coppice refiner run":         "`tables[{name, columns, types, rows}]`",
	"coppice bundle pack":         "`digest`, `cid`",
	"coppice bundle publish":      "`digest`, `cid`",
	"coppice access grant":        "`permissionId`, `permissionIds[]` (one for each refiner, with all tables)",
	"coppice access list":         "`permissions[{permissionId, grantee, table, column, price, rowsMayLeave, approved}]`",
	"coppice account list":        "`accounts[{name, address, signer?}]`, `default`",
	"coppice account use":         "`name`, `address`",
	"coppice bundle init":         "`kind`, `dir`",
	"coppice dao list":            "`daos[{dlpId, name, address, token, owner, refiners[]}]`",
	"coppice file show":           "as of contribute, `announced[{operation, call, readyAt}]`, and `findings{}` of one's own",
	"coppice dao show":            "`dlpId`, `name`, `address`, `token`, `owner`, `publicKey`, `refiners[]`, `tables[{name, rows, columns[{name, type, nullable}]}]`, `permissions[]`, `sponsor{budget, perEpoch, perFile, filesPerOwner, relayer?}`",
	"coppice dao sponsor":         "`dlpId`, `sponsor{}` as of dao show",
	"coppice access revoke":       "`permissionId`, `approved`",
	"coppice access price":        "`permissionId`, `price`",
	"coppice access request":      "`requestId`",
	"coppice dao open":            "`dlpId`, `open`",
	"coppice dao update":          "`dlpId`, `changed[]`",
	"coppice dao handover":        "`dlpId`, `owner`, `timelock`, `governor`",
	"coppice gov propose":         "`proposalId`, `dlpId`, `calls[]`, `description`",
	"coppice gov vote":            "`proposalId`, `vote`, `votes`",
	"coppice gov execute":         "`proposalId`, `state`",
	"coppice gov list":            "`announcements[{operation, call, readyAt}]`, `proposals[{proposalId, state, for, against, abstain, calls[], description}]`",
	"coppice gov delegate":        "`dlpId`, `to`, `votes`",
	"coppice instruction approve": "`instructionId`, `dlpId`, `approved`",
	"coppice instruction list":    "`instructions[{instructionId, owner, digest, url, approvedBy[]}]`",
	"coppice job fetch":           "as of compute run",
	"coppice job list":            "`jobs[]` as of job show",
	"coppice file withdraw":       "`withdrawals[{fileId,dataset,tx,block,complete,certificate,validators[{address,parts[{what,state,detail}],error}],unreachable[]}]`",
	"coppice token withdraw":      "`token` (dataset or VANA), `amount`",
	"coppice version":             "`version`, `go`, `platform`",
	"coppice instruction publish": "`instructionId`, `digest`",
	"coppice quote":               "`allowed`, `columns[{table, column, permissionId|denied}]`, `price{}`, `rowsInScope{}`",
	"coppice query":               "`jobId`, `columns`, `rows`, `receipt`",
	"coppice compute run":         "`jobId`, `artifacts[{name, cid, bytes, path}]`, `receipt`",
	"coppice job show":            "`jobId`, `owner`, `instructionId`, `status`, `message`, `validator`, `tx`, `settledTx`, `charges[{token, charged, burned, validator, contributors, treasury, refunded}]`",
	"coppice receipt verify":      "`valid`, `checks[{name, ok, detail}]`",
	"coppice reward show":         "`rewards[{dataset, rewards, stake, pending, vana, tokens}]`",
	"coppice reward claim":        "`claimed{}` by dataset or VANA",
	"coppice token buy":           "`dataset`, `tokens`, `vana`",
	"coppice token balance":       "`tokens{}`, `deposited{}` by dataset or VANA",
	"coppice account new":         "`name`, `address`; with --mnemonic `mnemonic`, `path`",
	"coppice account derive":      "`accounts[{index, path, address, name?}]`",
	"coppice account add-signer":  "`name`, `address`, `signer`",
	"coppice account export":      "`name`, `address`, `file`",
	"coppice account passphrase":  "`name`, `address`",
	"coppice account remove":      "`name`, `address`",
	"coppice access requests":     "`requests[{requestId, requester, refinerId, table, column, price, purpose, permissionId?, closed}]`",
	"coppice access close":        "the request, as of access requests",
	"coppice dao treasury":        "`dlpId`, `vana`, `tokens`, `shareBps`, `owner`, with --withdraw `to`",
	"coppice validator list":      "`validators[{address, measurement, accepted, verdict, earned, bond}]`",
	"coppice validator show":      "`address`, `active`, `url`, `platform`, `measurement`, `policy`, `evidence`, `keyEpoch`, `earned`, `owed`, `bond`, `bondNeeded`, `bondFreeAt?`",
	"coppice validator bond":      "as of validator show",
	"coppice validator remove":    "as of validator show",
	"coppice validator suspend":   "`suspended`, `stopped[]` (addresses)",
	"coppice validator allow":     "`allowed`",
	"coppice validator leave":     "as of validator show, `n`",
	"coppice validator join":      "as of validator show, `n`",
	"coppice validator renew":     "as of validator show, `n`",
	"coppice validator claim":     "as of validator show, `n`, `paid`, `to`",
	"coppice validator unbond":    "as of validator show, `n`, `paid`, `to`",
}

// Reference writes the manual of all commands as Markdown.
func Reference(w io.Writer) {
	root := (&app{}).root()
	io.WriteString(w, referenceHead)
	fmt.Fprintf(w, "## Global flags\n\n")
	printFlags(w, root.PersistentFlags())
	for _, c := range root.Commands() {
		describe(w, c)
	}
}

func describe(w io.Writer, c *cobra.Command) {
	if c.Hidden || c.Name() == "help" || c.Name() == "completion" {
		return
	}
	if !c.HasSubCommands() {
		fmt.Fprintf(w, "\n## %s\n\n%s.\n\n```\n%s\n```\n", c.CommandPath(), c.Short, c.UseLine())
		if c.Long != "" {
			fmt.Fprintf(w, "\n%s\n", c.Long)
		}
		if c.LocalNonPersistentFlags().HasFlags() {
			fmt.Fprintln(w)
			printFlags(w, c.LocalNonPersistentFlags())
		}
		if c.Example != "" {
			fmt.Fprintf(w, "\nFor example:\n\n```sh\n%s\n```\n", strings.ReplaceAll(strings.TrimPrefix(c.Example, "  "), "\n  ", "\n"))
		}
		if f := jsonFields[c.CommandPath()]; f != "" {
			fmt.Fprintf(w, "\n`--json`: %s\n", f)
		}
	}
	for _, sub := range c.Commands() {
		describe(w, sub)
	}
}

func printFlags(w io.Writer, flags *pflag.FlagSet) {
	fmt.Fprintf(w, "| flag | default | meaning |\n|---|---|---|\n")
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" {
			return
		}
		def := f.DefValue
		if def == "" || def == "[]" || def == "false" {
			def = " "
		}
		fmt.Fprintf(w, "| `--%s` | %s | %s |\n", f.Name, def, f.Usage)
	})
}
