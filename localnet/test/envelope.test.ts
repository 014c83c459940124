import {
	Account,
	Asset,
	hash,
	Keypair,
	Memo,
	Operation,
	type rpc,
	StrKey,
	TransactionBuilder,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench } from './bench.ts';

const test = suite<{ bench: Bench }>('what the network asks of a transaction before it takes it');
test.before(async (context) => {
	context.bench = await Bench.start();
});
test.after(({ bench }) => bench.close());

const payTo = (key: Keypair, amount = '1') =>
	Operation.payment({ destination: key.publicKey(), asset: Asset.native(), amount });

function draft(bench: Bench, source: string, sequence: string, fee = '100') {
	return new TransactionBuilder(new Account(source, sequence), {
		fee,
		networkPassphrase: bench.localnet.passphrase,
	});
}

test('a missing, a foreign and a superfluous signature are refused', async ({ bench }) => {
	const [a, b] = [await bench.funded(), await bench.funded()];
	assert.is(await bench.refusal(await bench.build(a, [payTo(b)])), 'txBadAuth');
	const foreign = await bench.build(a, [payTo(b)]);
	foreign.sign(b);
	assert.is(await bench.refusal(foreign), 'txBadAuth');
	assert.is(await bench.refusal(await bench.signed([a, b], [payTo(b)])), 'txBadAuthExtra');
	const changed = await bench.signed([a], [payTo(b)]);
	const other = await bench.build(a, [payTo(b, '2')]);
	other.addDecoratedSignature(changed.signatures[0]!);
	assert.is(await bench.refusal(other), 'txBadAuth', 'a signature of another transaction');
	await bench.apply([a], [payTo(b)]);
});

test('an operation of another source needs its signature too', async ({ bench }) => {
	const [a, b] = [await bench.funded(), await bench.funded()];
	const operation = Operation.payment({
		destination: a.publicKey(),
		asset: Asset.native(),
		amount: '1',
		source: b.publicKey(),
	});
	const refused = await bench.server.sendTransaction(await bench.signed([a], [operation]));
	assert.is(refused.status, 'ERROR');
	const { result } = refused.errorResult as unknown as {
		result: { type: string; results: { type: string }[] };
	};
	assert.equal([result.type, result.results.map((r) => r.type)], ['txFailed', ['opBadAuth']]);
	await bench.apply([a, b], [operation]);
});

test('a sequence number that was used or is skipped is refused', async ({ bench }) => {
	const [a, b] = [await bench.funded(), await bench.funded()];
	const used = await bench.signed([a], [payTo(b)]);
	await bench.apply([a], [payTo(b)]);
	assert.is(await bench.refusal(used), 'txBadSeq');
	const { sequenceNumber } = {
		sequenceNumber: (await bench.server.getAccount(a.publicKey())).sequenceNumber(),
	};
	const skipped = draft(bench, a.publicKey(), (BigInt(sequenceNumber) + 1n).toString())
		.addOperation(payTo(b))
		.setTimeout(0)
		.build();
	skipped.sign(a);
	assert.is(await bench.refusal(skipped), 'txBadSeq');
});

test('an unknown source, no operations and too small a fee are refused', async ({ bench }) => {
	const [a, nobody] = [await bench.funded(), Keypair.random()];
	const unknown = draft(bench, nobody.publicKey(), '1').addOperation(payTo(a)).setTimeout(0).build();
	unknown.sign(nobody);
	assert.is(await bench.refusal(unknown), 'txNoAccount');
	assert.is(await bench.refusal(await bench.signed([a], [])), 'txMissingOperation');
	assert.is(await bench.refusal(await bench.signed([a], [payTo(a)], { fee: '99' })), 'txInsufficientFee');
});

test('time bounds and ledger bounds are checked against the ledger to come', async ({ bench }) => {
	const a = await bench.funded();
	const bounded = async (minTime: number, maxTime: number) => {
		const account = await bench.server.getAccount(a.publicKey());
		const tx = draft(bench, a.publicKey(), account.sequenceNumber())
			.addOperation(payTo(a))
			.setTimebounds(minTime, maxTime)
			.build();
		tx.sign(a);
		return tx;
	};
	const now = Math.floor(Date.now() / 1000);
	assert.is(await bench.refusal(await bounded(0, now - 100)), 'txTooLate');
	assert.is(await bench.refusal(await bounded(now + 3600, 0)), 'txTooEarly');
	const sequence = (await bench.server.getAccount(a.publicKey())).sequenceNumber();
	const ledgers = draft(bench, a.publicKey(), sequence)
		.addOperation(payTo(a))
		.setLedgerbounds(0, 2)
		.setTimeout(0)
		.build();
	ledgers.sign(a);
	assert.is(await bench.refusal(ledgers), 'txTooLate');
});

test('an expired transaction in the queue is dropped, and moving the clock expires it', async () => {
	const bench = await Bench.start();
	const a = await bench.funded();
	await bench.call('localnet_pause');
	const sent = await bench.server.sendTransaction(await bench.signed([a], [payTo(a)], { timeout: 30 }));
	assert.is(sent.status, 'PENDING');
	await bench.result('localnet_advance', { seconds: 3600 });
	assert.is((await bench.server.getTransaction(sent.hash)).status, 'NOT_FOUND');
	await bench.close();
});

test('one pending transaction for each source; the same one twice is a duplicate', async ({ bench }) => {
	const a = await bench.funded();
	await bench.call('localnet_pause');
	const first = await bench.signed([a], [payTo(a)]);
	assert.is((await bench.server.sendTransaction(first)).status, 'PENDING');
	assert.is((await bench.server.sendTransaction(first)).status, 'DUPLICATE');
	const second = await bench.signed([a], [payTo(a, '2')]);
	assert.is((await bench.server.sendTransaction(second)).status, 'TRY_AGAIN_LATER');
	await bench.call('localnet_resume');
});

test('minimum sequence age, sequence gap and extra signers hold a transaction back', async ({ bench }) => {
	const [a, extra] = [await bench.funded(), Keypair.random()];
	await bench.apply([a], [payTo(a)]);
	const held = async (set: (b: TransactionBuilder) => TransactionBuilder, signers = [a]) => {
		const account = await bench.server.getAccount(a.publicKey());
		const tx = set(
			draft(bench, a.publicKey(), account.sequenceNumber()).addOperation(payTo(a)).setTimeout(0),
		).build();
		for (const key of signers) tx.sign(key);
		return tx;
	};
	assert.is(
		await bench.refusal(await held((b) => b.setMinAccountSequenceAge(1_000_000n))),
		'txBadMinSeqAgeOrGap',
	);
	assert.is(
		await bench.refusal(await held((b) => b.setMinAccountSequenceLedgerGap(10_000))),
		'txBadMinSeqAgeOrGap',
	);
	const needs = (b: TransactionBuilder) => b.setExtraSigners([extra.publicKey()]);
	assert.is(await bench.refusal(await held(needs)), 'txBadAuth');
	await bench.land(await held(needs, [a, extra]));
	await bench.result('localnet_close', { count: 5 });
	const aged = await bench.land(await held((b) => b.setMinAccountSequenceLedgerGap(3)));
	assert.is(aged.status, 'SUCCESS');
});

test('thresholds and more signers: weights must add up', async ({ bench }) => {
	const [a, b, c] = [await bench.funded(), Keypair.random(), Keypair.random()];
	const signer = (key: Keypair) =>
		Operation.setOptions({ signer: { ed25519PublicKey: key.publicKey(), weight: 1 } });
	await bench.apply(
		[a],
		[
			signer(b),
			signer(c),
			Operation.setOptions({ masterWeight: 0, lowThreshold: 1, medThreshold: 2, highThreshold: 2 }),
		],
		{ fee: '1000' },
	);
	const pay = async (...keys: Keypair[]) => {
		const tx = await bench.build(a, [payTo(a)]);
		for (const key of keys) tx.sign(key);
		return tx;
	};
	assert.is(await bench.refusal(await pay(a)), 'txBadAuth', 'the master key weighs nothing now');
	assert.is(await bench.refusal(await pay(b)), 'txFailed', 'enough for the fee, not for a payment');
	const landed = await bench.land(await pay(b, c));
	assert.is(landed.status, 'SUCCESS');
});

test('hash(x), signed-payload and pre-authorised signers count; the last one only once', async ({
	bench,
}) => {
	const [a, secret] = [await bench.funded(), new Uint8Array(32).fill(7)];
	const [other, payload] = [Keypair.random(), new Uint8Array([1, 2, 3, 4, 5])];
	const signedPayload = StrKey.encodeSignedPayload(
		new Uint8Array([...other.rawPublicKey(), 0, 0, 0, 5, ...payload, 0, 0, 0]),
	);
	await bench.apply([a], [Operation.setOptions({ signer: { sha256Hash: hash(secret), weight: 1 } })]);
	await bench.apply(
		[a],
		[Operation.setOptions({ signer: { ed25519SignedPayload: signedPayload, weight: 1 } })],
	);
	const byHash = await bench.build(a, [payTo(a)]);
	byHash.signHashX(secret);
	assert.is((await bench.land(byHash)).status, 'SUCCESS');
	const byPayload = await bench.build(a, [payTo(a)]);
	byPayload.addDecoratedSignature(other.signPayloadDecorated(payload));
	assert.is((await bench.land(byPayload)).status, 'SUCCESS');

	const { sequenceNumber } = await bench.server.getAccount(a.publicKey()).then((found) => ({
		sequenceNumber: (BigInt(found.sequenceNumber()) + 1n).toString(),
	}));
	const later = draft(bench, a.publicKey(), sequenceNumber).addOperation(payTo(a)).setTimeout(0).build();
	await bench.apply([a], [Operation.setOptions({ signer: { preAuthTx: later.hash(), weight: 1 } })]);
	assert.is((await bench.server.getAccountEntry(a.publicKey())).numSubEntries, 3);
	assert.is((await bench.land(later)).status, 'SUCCESS', 'without any signature');
	assert.is((await bench.server.getAccountEntry(a.publicKey())).numSubEntries, 2);
});

test('a fee-bump is found by both hashes and charges its own source', async ({ bench }) => {
	const [a, sponsor] = [await bench.funded(), await bench.funded()];
	const inner = await bench.signed([a], [payTo(sponsor)]);
	const bump = TransactionBuilder.buildFeeBumpTransaction(sponsor, '500', inner, bench.localnet.passphrase);
	assert.is(await bench.refusal(bump), 'txBadAuth');
	bump.sign(sponsor);
	const landed = await bench.land(bump);
	assert.is(landed.status, 'SUCCESS');
	const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
	for (const hash of [hex(bump.hash()), hex(inner.hash())]) {
		const found = await bench.result('getTransaction', { hash });
		assert.equal([found.status, found.feeBump], ['SUCCESS', true]);
	}
	const { resultXdr } = landed as rpc.Api.GetSuccessfulTransactionResponse;
	assert.is(resultXdr.result.type, 'txFeeBumpInnerSuccess');
	const balance = async (k: Keypair) => (await bench.server.getAccountEntry(k.publicKey())).balance;
	assert.is(await balance(a), 99_990_000_000n, 'only the payment');
	assert.is(await balance(sponsor), 100_010_000_000n - 200n, 'two base fees');
});

test('a fee-bump whose inside is wrong says so', async ({ bench }) => {
	const [a, sponsor] = [await bench.funded(), await bench.funded()];
	const inner = await bench.signed([sponsor], [payTo(a)]);
	const unsigned = await bench.build(a, [payTo(a)]);
	const bump = TransactionBuilder.buildFeeBumpTransaction(
		sponsor,
		'500',
		unsigned,
		bench.localnet.passphrase,
	);
	bump.sign(sponsor);
	const sent = await bench.server.sendTransaction(bump);
	const { result } = sent.errorResult as unknown as {
		result: { type: string; innerResultPair: { result: { result: { type: string } } } };
	};
	assert.equal(
		[result.type, result.innerResultPair.result.result.type],
		['txFeeBumpInnerFailed', 'txBadAuth'],
	);
	const cheap = TransactionBuilder.buildFeeBumpTransaction(sponsor, '100', inner, bench.localnet.passphrase);
	cheap.sign(sponsor);
	const low = cheap.toEnvelope() as unknown as { feeBump: { tx: { fee: bigint } } };
	assert.ok(low.feeBump.tx.fee >= 200n, 'the SDK itself keeps to the minimum');
});

test('two transactions of one ledger: the second finds what the first left', async ({ bench }) => {
	const [a, b, heir] = [await bench.funded(), await bench.funded(), await bench.funded()];
	await bench.call('localnet_pause');
	const merge = await bench.signed(
		[a, b],
		[Operation.accountMerge({ destination: heir.publicKey(), source: b.publicKey() })],
	);
	const orphan = await bench.signed([b], [payTo(heir)]);
	const sent = [await bench.server.sendTransaction(merge), await bench.server.sendTransaction(orphan)];
	await bench.result('localnet_close');
	const results = await Promise.all(sent.map((s) => bench.server.getTransaction(s.hash)));
	assert.equal(
		results.map((r) => r.status),
		['SUCCESS', 'FAILED'],
	);
	const { result } = (results[1] as { resultXdr: unknown }).resultXdr as { result: { type: string } };
	assert.is(result.type, 'txNoAccount');
	await bench.call('localnet_resume');
});

test('a memo changes nothing for a payment', async ({ bench }) => {
	const a = await bench.funded();
	await bench.apply([a], [payTo(a)], { memo: Memo.text('lunch') });
});

test.run();
