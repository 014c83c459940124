import {
	Contract,
	Keypair,
	Operation,
	type rpc,
	SorobanDataBuilder,
	scValToNative,
	type Transaction,
	TransactionBuilder,
	xdr,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NetworkFixture } from './network-fixture.ts';
import { openUsdc, transfer, type Usdc } from './usdc.ts';

const test = suite<Usdc>('a failure says why, at each of its three places');
test.before(async (context) => {
	Object.assign(context, await openUsdc());
});
test.after(({ net }) => net.close());

// biome-ignore lint/suspicious/noExplicitAny: the wire form of an envelope, of which tests read a few fields
const wireOf = (tx: Transaction): any => (tx.toEnvelope().toXdrObject() as { v1: unknown }).v1;

/** Topics and data of diagnostic events in base64. */
const toldBy = (events: string[]): string[] =>
	events.map((text) => {
		const { body } = xdr.DiagnosticEvent.fromXdr(text, 'base64').event;
		const values = [...body.v0.topics, body.v0.data].map((v) =>
			v.type === 'scvError' ? 'an error' : scValToNative(v),
		);
		return JSON.stringify(values, (_, v) => (typeof v === 'bigint' ? v.toString() : v));
	});

async function prepared(net: NetworkFixture, key: Keypair, operation: xdr.Operation) {
	return net.server.prepareTransaction(await net.build(key, [operation]));
}

/** Sends what is left of a prepared transaction after its data was changed. */
async function sendChanged(
	{ net, holder }: Usdc,
	tx: Awaited<ReturnType<rpc.Server['prepareTransaction']>>,
	change: (data: SorobanDataBuilder) => void,
) {
	const { ext } = wireOf(tx).tx;
	const data = new SorobanDataBuilder(
		xdr.SorobanTransactionData.fromXdrObject(ext.sorobanData).toXdr('base64'),
	);
	change(data);
	const changed = TransactionBuilder.cloneFrom(tx).setSorobanData(data.build()).build();
	changed.sign(holder);
	return net.call('sendTransaction', { transaction: changed.toXDR() });
}

test('a simulation that fails carries the log of events in its error, newest first', async ({
	net,
	sac,
	holder,
}) => {
	const nobody = Keypair.random().publicKey();
	const tx = await net.build(holder, [transfer(sac, holder.publicKey(), nobody, 1n)]);
	const { error, events, latestLedger } = await net.result('simulateTransaction', {
		transaction: tx.toXDR(),
	});
	assert.match(error, /^HostError: Error\(Contract, #13\)\n\nEvent log \(newest first\):\n {3}0: \[/);
	assert.match(error, /\n {3}1: \[/);
	assert.match(error, new RegExp(`contract:${sac}, topics:\\[`));
	assert.ok(events.length >= 2, 'the events themselves too');
	assert.ok(latestLedger > 0);
	const missing = await net.build(holder, [new Contract(sac).call('no_such_function')]);
	const other = await net.result('simulateTransaction', { transaction: missing.toXDR() });
	assert.match(other.error, /Event log[\s\S]*no_such_function/);
});

test('a transaction that is refused for its resources carries the reason', async (c) => {
	const { net, sac, holder, issuer } = c;
	const tx = await prepared(net, holder, transfer(sac, holder.publicKey(), issuer.publicKey(), 1n));
	const changes: [(data: SorobanDataBuilder) => void, RegExp][] = [
		[(d) => d.setResourceFee(1), /resourceFee` is lower than the actual Soroban resource fee/],
		[
			(d) => d.setResources(2_000_000_000, 0, 0),
			/transaction instructions resources exceed network config limit/,
		],
		[(d) => d.setResources(1, 1_000_000_000, 0), /byte-read resources exceed/],
		[(d) => d.setResources(1, 0, 1_000_000_000), /byte-write resources exceed/],
		[(d) => d.setReadOnly([...d.getReadOnly(), d.getReadOnly()[0]!]), /a key occurs twice/],
	];
	for (const [change, words] of changes) {
		const { result } = await sendChanged(c, tx, change);
		assert.is(result.status, 'ERROR');
		const refused = xdr.TransactionResult.fromXdr(result.errorResultXdr, 'base64');
		assert.is(refused.result.type, 'txSorobanInvalid');
		assert.match(toldBy(result.diagnosticEventsXdr).join(), words);
	}
});

test('a transaction that fails in its ledger carries the log of the host, one that succeeds has none', async (c) => {
	const { net, sac, holder, issuer } = c;
	const tx = await prepared(net, holder, transfer(sac, holder.publicKey(), issuer.publicKey(), 1n));
	const { result } = await sendChanged(c, tx, (data) => data.setReadWrite([]));
	assert.is(result.status, 'PENDING');
	const failed = await net.server.pollTransaction(result.hash, { attempts: 200, sleepStrategy: () => 10 });
	assert.is(failed.status, 'FAILED');
	const raw = await net.result('getTransaction', { hash: result.hash });
	assert.match(toldBy(raw.diagnosticEventsXdr).join(), /footprint/);
	const meta = xdr.TransactionMeta.fromXdr(raw.resultMetaXdr, 'base64').toXdrObject();
	assert.is(
		(meta as { v4: { diagnosticEvents: unknown[] } }).v4.diagnosticEvents.length,
		raw.diagnosticEventsXdr.length,
	);
	const done = await net.invoke(holder, transfer(sac, holder.publicKey(), issuer.publicKey(), 1n));
	assert.equal((await net.result('getTransaction', { hash: done.txHash })).diagnosticEventsXdr, []);
});

test('a call that declares fewer bytes than it writes names both numbers', async (c) => {
	const { net, sac, holder, issuer } = c;
	const tx = await prepared(net, holder, transfer(sac, holder.publicKey(), issuer.publicKey(), 1n));
	const { instructions, diskReadBytes } = wireOf(tx).tx.ext.sorobanData.resources;
	const { result } = await sendChanged(c, tx, (data) => data.setResources(instructions, diskReadBytes, 1));
	const failed = await net.server.pollTransaction(result.hash, { attempts: 200, sleepStrategy: () => 10 });
	assert.is(failed.status, 'FAILED');
	const raw = await net.result('getTransaction', { hash: result.hash });
	assert.match(
		toldBy(raw.diagnosticEventsXdr).join(),
		/byte-write resources exceeds amount specified","\d+","1"/,
	);
});

test('an envelope from before 2020 is refused with a result', async ({ net, holder }) => {
	const tx = await net.signed([holder], [Operation.bumpSequence({ bumpTo: '0' })]);
	const { tx: v1, signatures } = wireOf(tx);
	const { sourceAccount, fee, seqNum, cond, memo, operations } = v1;
	const old = {
		sourceAccountEd25519: sourceAccount.ed25519,
		fee,
		seqNum,
		timeBounds: cond.timeBounds,
		memo,
		operations,
		ext: { v: 0 },
	};
	const envelope = xdr.TransactionEnvelope.fromXdrObject({ type: 0, v0: { tx: old, signatures } } as never);
	const { status, errorResultXdr } = await net.result('sendTransaction', {
		transaction: envelope.toXdr('base64'),
	});
	assert.is(status, 'ERROR');
	assert.is(xdr.TransactionResult.fromXdr(errorResultXdr, 'base64').result.type, 'txNotSupported');
});

test.run();
