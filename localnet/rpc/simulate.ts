import { randomBytes } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';
import type { SimulateOutcome } from '../engine.ts';
import type { Network } from '../network.ts';
import { keyText } from '../state.ts';
import { account, type Envelope, encodeKey, type Transaction } from '../xdr-types.ts';
import { base64, decoded, invalidParams, type Method, type Params } from './method.ts';

const authModes = ['enforce', 'record', 'record_allow_nonroot'] as const;
type AuthMode = (typeof authModes)[number];

/** A dry run against the newest ledger. A failed call is an answer with `error`, not an RPC error. */
export const simulateTransaction: Method = (network, params) => {
	const tx = decoded(params, 'transaction', (bytes) => transactionOf(xdr.TransactionEnvelope.fromXdr(bytes)));
	const latestLedger = network.sequence;
	if (tx.operations.length !== 1)
		return { error: 'Transaction contains more than one operation', latestLedger };
	const { body } = tx.operations[0]!;
	readAuthMode(params);
	if (tx.memo.type !== 0) {
		const error = 'Transaction contains a memo. Soroban transactions do not support memos.';
		return { error, latestLedger };
	}
	if (body.type === 24) return { ...invoke(network, tx, params), latestLedger };
	if (body.type !== 25 && body.type !== 26) {
		return { error: `Transaction contains unsupported operation type: ${body.type}`, latestLedger };
	}
	if (tx.ext.v !== 1)
		return {
			error: 'To perform a SimulateTransaction for this operation, set transaction data',
			latestLedger,
		};
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

function transactionOf(value: xdr.TransactionEnvelope): Transaction {
	const envelope = value.toXdrObject() as Envelope;
	if (envelope.type === 2) return envelope.v1.tx;
	if (envelope.type === 5) return envelope.feeBump.tx.innerTx.v1.tx;
	throw new Error('unsupported envelope');
}

function readAuthMode(params: Params): AuthMode | null {
	const wanted = (params.authMode || null) as AuthMode | null;
	if (wanted && !authModes.includes(wanted)) throw invalidParams(`unrecognized auth mode '${wanted}'`);
	return wanted;
}

function invoke(network: Network, tx: Transaction, params: Params): object {
	const { body, sourceAccount } = tx.operations[0]!;
	if (body.type !== 24) throw invalidParams('not an InvokeHostFunction');
	const { hostFunction, auth } = body.invokeHostFunctionOp;
	const wanted = readAuthMode(params);
	const { instructionLeeway = 0 } = (params.resourceConfig ?? {}) as { instructionLeeway?: number };
	const outcome = network.engine.simulate(
		{
			ledger: network.nextLedger(),
			hostFunction: xdr.HostFunction.fromXdrObject(hostFunction).toXdr(),
			source: xdr.PublicKey.fromXdrObject(account(sourceAccount ?? tx.sourceAccount)).toXdr(),
			authMode: wanted ?? (auth.length > 0 ? 'enforce' : 'record'),
			auth: auth.map((a) => xdr.SorobanAuthorizationEntry.fromXdrObject(a).toXdr()),
			leeway: instructionLeeway,
			seed: new Uint8Array(randomBytes(32)),
			addressBound: params.useUpgradedAuth === true,
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
