import { randomBytes } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';
import type { SimulateOutcome } from '../engine.ts';
import type { Network } from '../network.ts';
import { keyText } from '../state.ts';
import { sourceOf } from '../transaction.ts';
import { type Envelope, encodeKey, type Operation, type Transaction } from '../xdr-types.ts';
import { base64, type Method } from './method.ts';
import { bytesOf, field, otherFormat, type Params } from './params.ts';
import { invalidParams } from './rpc-error.ts';

const authModes = ['enforce', 'record', 'record_allow_nonroot'] as const;
type AuthMode = (typeof authModes)[number];

/** Refused before anything ran: the public RPC's answer then has `latestLedger` 0. */
const refused = (error: string) => ({ error, latestLedger: 0 });

/** A dry run against the newest ledger. A failed call is an answer with `error`, not an RPC error. */
export const simulateTransaction: Method = (network, params) => {
	const format = otherFormat(params);
	if (format) return refused(format);
	const tx = transactionIn(field(params, 'transaction', 'string') ?? '');
	if (!tx) return refused('Could not unmarshal transaction');
	if (tx.operations.length !== 1) return refused('Transaction contains more than one operation');
	if (tx.memo.type !== 0)
		return refused('Transaction contains a memo. Soroban transactions do not support memos.');
	const { body } = tx.operations[0]!;
	const mode = field(params, 'authMode', 'string') ?? '';
	const fault = modeFault(tx.operations[0]!, mode);
	if (fault) return refused(fault);
	const latestLedger = network.sequence;
	if (body.type === 24) return { ...invoke(network, tx, mode as AuthMode | '', params), latestLedger };
	if (tx.ext.v !== 1) {
		return refused(
			'To perform a SimulateTransaction for ExtendFootprintTtl or RestoreFootprint operations, SorobanTransactionData must be provided',
		);
	}
	const { readOnly, readWrite } = tx.ext.sorobanData.resources.footprint;
	const keys = (body.type === 25 ? readOnly : readWrite).map(encodeKey);
	const extendTo = body.type === 25 ? body.extendFootprintTtlOp.extendTo : 0;
	const outcome = network.engine.simulateFootprint(network.nextLedger(), keys, extendTo, (key) =>
		network.store.get(keyText(key)),
	);
	if ('error' in outcome) return { error: outcome.error, latestLedger };
	return {
		transactionData: base64(outcome.transactionData),
		minResourceFee: outcome.resourceFee.toString(),
		latestLedger,
	};
};

function transactionIn(text: string): Transaction | null {
	const bytes = bytesOf(text);
	if (!bytes || !xdr.TransactionEnvelope.validateXdr(bytes)) return null;
	const envelope = xdr.TransactionEnvelope.fromXdr(bytes).toXdrObject() as Envelope;
	if (envelope.type === 2) return envelope.v1.tx;
	return envelope.type === 5 ? envelope.feeBump.tx.innerTx.v1.tx : null;
}

/** Why this mode of authorisation does not go with this operation; null if it does. '' is the usual mode. */
function modeFault(operation: Operation, mode: string): string | null {
	if (mode !== '' && !authModes.includes(mode as AuthMode))
		return `optional 'authMode' must be one of ${authModes.join()} when included`;
	const { body } = operation;
	if (body.type === 24) {
		if (body.invokeHostFunctionOp.auth.length === 0 || mode === '' || mode === 'enforce') return null;
		return `cannot set authMode to '${mode}' with an auth footprint`;
	}
	if (body.type === 25 || body.type === 26)
		return mode === '' ? null : 'cannot set authMode with non-InvokeHostFunction operations';
	const { type } = xdr.Operation.fromXdrObject(operation).body;
	const name = `OperationType${type[0]!.toUpperCase()}${type.slice(1)}`;
	return `transaction contains unsupported operation type: ${name}`;
}

function invoke(network: Network, tx: Transaction, mode: AuthMode | '', params: Params): object {
	const operation = tx.operations[0]!;
	const { body } = operation;
	if (body.type !== 24) throw invalidParams('not an InvokeHostFunction');
	const { hostFunction, auth } = body.invokeHostFunctionOp;
	const config = field(params, 'resourceConfig', 'object') ?? {};
	const outcome = network.engine.simulate(
		{
			ledger: network.nextLedger(),
			hostFunction: xdr.HostFunction.fromXdrObject(hostFunction).toXdr(),
			source: xdr.PublicKey.fromXdrObject(sourceOf(tx, operation)).toXdr(),
			authMode: mode || (auth.length > 0 ? 'enforce' : 'record'),
			auth: auth.map((a) => xdr.SorobanAuthorizationEntry.fromXdrObject(a).toXdr()),
			leeway: field(config, 'instructionLeeway', 'count') ?? 0,
			seed: new Uint8Array(randomBytes(32)),
			addressBound: field(params, 'useUpgradedAuth', 'flag') ?? false,
		},
		(key) => network.store.get(keyText(key)),
	);
	return outcome.status === 'ok' ? success(outcome) : failure(outcome);
}

function success(o: Extract<SimulateOutcome, { status: 'ok' }>): object {
	return {
		transactionData: base64(o.transactionData),
		events: o.diagnostics.map(base64),
		minResourceFee: o.resourceFee.toString(),
		results: [{ auth: o.auth.map(base64), xdr: base64(o.value) }],
		stateChanges: o.changes.map(({ before, after }) => ({
			type: before ? (after ? 'updated' : 'deleted') : 'created',
			key: base64(keyOf((after ?? before)!)),
			before: before && base64(before),
			after: after && base64(after),
		})),
		cost: { cpuInsns: o.instructions.toString(), memBytes: o.memory.toString() },
	};
}

/** The host's error text with its log of events, as the public RPC gives it. */
function failure(o: Extract<SimulateOutcome, { status: 'failed' }>): object {
	return { error: o.failure.message, events: o.diagnostics.map(base64) };
}

/** The key of an entry that a contract call can change. */
function keyOf(bytes: Uint8Array): Uint8Array {
	const { data } = xdr.LedgerEntry.fromXdr(bytes).toXdrObject();
	switch (data.type) {
		case 0:
			return encodeKey({ type: 0, account: { accountId: data.account.accountId } });
		case 1:
			return encodeKey({
				type: 1,
				trustLine: { accountId: data.trustLine.accountId, asset: data.trustLine.asset },
			});
		case 6: {
			const { contract, key, durability } = data.contractData;
			return encodeKey({ type: 6, contractData: { contract, key, durability } });
		}
		case 7:
			return encodeKey({ type: 7, contractCode: { hash: data.contractCode.hash } });
		default:
			throw new Error(`a contract call changed an entry of type ${data.type}`);
	}
}
