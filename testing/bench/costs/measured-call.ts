import type { Keypair, xdr } from '@stellar/stellar-sdk';
import settings from '#localnet/settings/mainnet.json' with { type: 'json' };
import type { Authority } from '#shared/chain/submit/authorise.ts';
import { prepare, send, signWith } from '#shared/chain/submit/invoke.ts';
import type { ChainFixture } from '../../fixtures/chain-fixture.ts';

/**
 * What one call costs: the network's fee in XLM with the inclusion fee of a quiet network, declared instructions (a tenth
 * more than simulated), entries and bytes written, the signed envelope's bytes, and how many fit into a ledger.
 */
export type Cost = {
	id: string;
	feeXlm: number;
	instructions: number;
	entriesWritten: number;
	bytesWritten: number;
	txBytes: number;
	perLedger: number;
};

type Call = { by: Keypair; operation: xdr.Operation; signers?: Authority[] };

/** A cost, and what the call returned. */
export type Measured = { cost: Cost; returnValue: xdr.ScVal | null };

const { limits } = settings;
const stroopsInXlm = 1e7;

/** Simulates in recording mode, signs the real envelope, sends it, and reads what the network took. */
export async function measure(
	{ chain }: ChainFixture,
	id: string,
	{ by, operation, signers = [] }: Call,
): Promise<Measured> {
	const { transaction } = await prepare({ chain, source: by.publicKey(), operation, signers });
	const signed = await signWith(by, chain.passphrase)(transaction.toEnvelope().toXdr('base64'));
	const { resources } = sorobanDataOf(transaction.toEnvelope());
	const { fee, returnValue } = await send(chain, signed, {});
	const written = {
		entriesWritten: resources.footprint.readWrite.length,
		bytesWritten: resources.writeBytes,
	};
	const txBytes = Buffer.from(signed, 'base64').length;
	const { instructions } = resources;
	const cost = { id, feeXlm: Number(fee) / stroopsInXlm, instructions, ...written, txBytes };
	return { cost: { ...cost, perLedger: perLedger(cost) }, returnValue };
}

/** The same for each of the `n` orders of one call. */
export const perOrder = (cost: Cost, n: number): Cost => ({
	...cost,
	feeXlm: cost.feeXlm / n,
	instructions: Math.ceil(cost.instructions / n),
	entriesWritten: cost.entriesWritten / n,
	bytesWritten: Math.ceil(cost.bytesWritten / n),
	txBytes: Math.ceil(cost.txBytes / n),
	perLedger: cost.perLedger * n,
});

function sorobanDataOf(envelope: xdr.TransactionEnvelope): xdr.SorobanTransactionData {
	if (envelope.type !== 'envelopeTypeTx' || !('sorobanData' in envelope.v1.tx.ext))
		throw new Error('the call has no resources');
	return envelope.v1.tx.ext.sorobanData as xdr.SorobanTransactionData;
}

type Used = Omit<Cost, 'perLedger'>;

const perLedger = ({ instructions, entriesWritten, bytesWritten, txBytes }: Used): number =>
	Math.floor(
		Math.min(
			limits.ledgerMaxInstructions / instructions,
			limits.ledgerMaxWriteLedgerEntries / entriesWritten,
			limits.ledgerMaxWriteBytes / bytesWritten,
			limits.ledgerMaxTxsSizeBytes / txBytes,
		),
	);
