// Package withdrawal takes files back, in a validator: what the contract has recorded, a [Remover] carries out, and a [Certificate]
// says, signed, how far it has come.
//
// # What is removed
//
//   - rows: the file leaves every table of its DataDAO (dataset.Erase), and snapshots that held it end;
//   - content keys: its keys leave custody, and can neither be kept nor handed over again;
//   - intake keys: those that could still open one of its ciphertexts are replaced and destroyed, which takes as long as files that were
//     sealed to them may still be registered and proved (see package intake);
//   - ciphertexts: pooled copy, findings and artefacts leave this node's store, also those that a run under way has stored and
//     nobody recorded ([Outputs]).
//
// Every step can be repeated. A remover that is killed begins again with the same withdrawal; it counts as carried out only when all its
// steps are durable.
//
// # From which moment
//
// [Remover.DataBlock] is a block up to which all withdrawals have been carried out in this validator's tables. A settlement names it, and the
// ComputeEngine refuses one that is older than the last withdrawal: from the block after a withdrawal no answer contains the file's rows.
package withdrawal
