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
	xdr,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NetworkFixture } from './network-fixture.ts';

const test = suite<{ net: NetworkFixture }>('what the network asks of a transaction before it takes it');
test.before(async (context) => {
	context.net = await NetworkFixture.start();
});
test.after(({ net }) => net.close());

const payTo = (key: Keypair, amount = '1') =>
	Operation.payment({ destination: key.publicKey(), asset: Asset.native(), amount });

function draft(net: NetworkFixture, source: string, sequence: string, fee = '100') {
	return new TransactionBuilder(new Account(source, sequence), {
		fee,
		networkPassphrase: net.localnet.passphrase,
	});
}

test('a missing, a foreign and a superfluous signature are refused', async ({ net }) => {
	const [a, b] = [await net.funded(), await net.funded()];
	assert.is(await net.refusal(await net.build(a, [payTo(b)])), 'txBadAuth');
	const foreign = await net.build(a, [payTo(b)]);
	foreign.sign(b);
	assert.is(await net.refusal(foreign), 'txBadAuth');
	assert.is(await net.refusal(await net.signed([a, b], [payTo(b)])), 'txBadAuthExtra');
	const changed = await net.signed([a], [payTo(b)]);
	const other = await net.build(a, [payTo(b, '2')]);
	other.addDecoratedSignature(changed.signatures[0]!);
	assert.is(await net.refusal(other), 'txBadAuth', 'a signature of another transaction');
	await net.apply([a], [payTo(b)]);
});

test('an operation of another source needs its signature too', async ({ net }) => {
	const [a, b] = [await net.funded(), await net.funded()];
	const operation = Operation.payment({
		destination: a.publicKey(),
		asset: Asset.native(),
		amount: '1',
		source: b.publicKey(),
	});
	const refused = await net.server.sendTransaction(await net.signed([a], [operation]));
	assert.is(refused.status, 'ERROR');
	const { result } = refused.errorResult as unknown as {
		result: { type: string; results: { type: string }[] };
	};
	assert.equal([result.type, result.results.map((r) => r.type)], ['txFailed', ['opBadAuth']]);
	await net.apply([a, b], [operation]);
});

test('a sequence number that was used or is skipped is refused', async ({ net }) => {
	const [a, b] = [await net.funded(), await net.funded()];
	const used = await net.signed([a], [payTo(b)]);
	await net.apply([a], [payTo(b)]);
	assert.is(await net.refusal(used), 'txBadSeq');
	const { sequenceNumber } = {
		sequenceNumber: (await net.server.getAccount(a.publicKey())).sequenceNumber(),
	};
	const skipped = draft(net, a.publicKey(), (BigInt(sequenceNumber) + 1n).toString())
		.addOperation(payTo(b))
		.setTimeout(0)
		.build();
	skipped.sign(a);
	assert.is(await net.refusal(skipped), 'txBadSeq');
});

test('an unknown source, no operations and too small a fee are refused', async ({ net }) => {
	const [a, nobody] = [await net.funded(), Keypair.random()];
	const unknown = draft(net, nobody.publicKey(), '1').addOperation(payTo(a)).setTimeout(0).build();
	unknown.sign(nobody);
	assert.is(await net.refusal(unknown), 'txNoAccount');
	assert.is(await net.refusal(await net.signed([a], [])), 'txMissingOperation');
	assert.is(await net.refusal(await net.signed([a], [payTo(a)], { fee: '99' })), 'txInsufficientFee');
});

test('time bounds and ledger bounds are checked against the ledger to come', async ({ net }) => {
	const a = await net.funded();
	const bounded = async (minTime: number, maxTime: number) => {
		const account = await net.server.getAccount(a.publicKey());
		const tx = draft(net, a.publicKey(), account.sequenceNumber())
			.addOperation(payTo(a))
			.setTimebounds(minTime, maxTime)
			.build();
		tx.sign(a);
		return tx;
	};
	const now = Math.floor(Date.now() / 1000);
	assert.is(await net.refusal(await bounded(0, now - 100)), 'txTooLate');
	assert.is(await net.refusal(await bounded(now + 3600, 0)), 'txTooEarly');
	const sequence = (await net.server.getAccount(a.publicKey())).sequenceNumber();
	const ledgers = draft(net, a.publicKey(), sequence)
		.addOperation(payTo(a))
		.setLedgerbounds(0, 2)
		.setTimeout(0)
		.build();
	ledgers.sign(a);
	assert.is(await net.refusal(ledgers), 'txTooLate');
});

test('an expired transaction in the queue is dropped, and moving the clock expires it', async () => {
	const net = await NetworkFixture.start();
	const a = await net.funded();
	await net.call('localnet_pause');
	const sent = await net.server.sendTransaction(await net.signed([a], [payTo(a)], { timeout: 30 }));
	assert.is(sent.status, 'PENDING');
	await net.result('localnet_advance', { seconds: 3600 });
	assert.is((await net.server.getTransaction(sent.hash)).status, 'NOT_FOUND');
	await net.close();
});

test('one pending transaction for each source; the same one twice is a duplicate', async ({ net }) => {
	const a = await net.funded();
	await net.call('localnet_pause');
	const first = await net.signed([a], [payTo(a)]);
	assert.is((await net.server.sendTransaction(first)).status, 'PENDING');
	assert.is((await net.server.sendTransaction(first)).status, 'DUPLICATE');
	const second = await net.signed([a], [payTo(a, '2')]);
	assert.is((await net.server.sendTransaction(second)).status, 'TRY_AGAIN_LATER');
	await net.call('localnet_resume');
});

test('minimum sequence age, sequence gap and extra signers hold a transaction back', async ({ net }) => {
	const [a, extra] = [await net.funded(), Keypair.random()];
	await net.apply([a], [payTo(a)]);
	const held = async (set: (b: TransactionBuilder) => TransactionBuilder, signers = [a]) => {
		const account = await net.server.getAccount(a.publicKey());
		const tx = set(
			draft(net, a.publicKey(), account.sequenceNumber()).addOperation(payTo(a)).setTimeout(0),
		).build();
		for (const key of signers) tx.sign(key);
		return tx;
	};
	assert.is(
		await net.refusal(await held((b) => b.setMinAccountSequenceAge(1_000_000n))),
		'txBadMinSeqAgeOrGap',
	);
	assert.is(
		await net.refusal(await held((b) => b.setMinAccountSequenceLedgerGap(10_000))),
		'txBadMinSeqAgeOrGap',
	);
	const needs = (b: TransactionBuilder) => b.setExtraSigners([extra.publicKey()]);
	assert.is(await net.refusal(await held(needs)), 'txBadAuth');
	await net.land(await held(needs, [a, extra]));
	await net.result('localnet_close', { count: 5 });
	const aged = await net.land(await held((b) => b.setMinAccountSequenceLedgerGap(3)));
	assert.is(aged.status, 'SUCCESS');
});

test('thresholds and more signers: weights must add up', async ({ net }) => {
	const [a, b, c] = [await net.funded(), Keypair.random(), Keypair.random()];
	const signer = (key: Keypair) =>
		Operation.setOptions({ signer: { ed25519PublicKey: key.publicKey(), weight: 1 } });
	await net.apply(
		[a],
		[
			signer(b),
			signer(c),
			Operation.setOptions({ masterWeight: 0, lowThreshold: 1, medThreshold: 2, highThreshold: 2 }),
		],
		{ fee: '1000' },
	);
	const pay = async (...keys: Keypair[]) => {
		const tx = await net.build(a, [payTo(a)]);
		for (const key of keys) tx.sign(key);
		return tx;
	};
	assert.is(await net.refusal(await pay(a)), 'txBadAuth', 'the master key weighs nothing now');
	assert.is(await net.refusal(await pay(b)), 'txFailed', 'enough for the fee, not for a payment');
	const landed = await net.land(await pay(b, c));
	assert.is(landed.status, 'SUCCESS');
});

test('hash(x), signed-payload and pre-authorised signers count; the last one only once', async ({ net }) => {
	const [a, secret] = [await net.funded(), new Uint8Array(32).fill(7)];
	const [other, payload] = [Keypair.random(), new Uint8Array([1, 2, 3, 4, 5])];
	const signedPayload = StrKey.encodeSignedPayload(
		new Uint8Array([...other.rawPublicKey(), 0, 0, 0, 5, ...payload, 0, 0, 0]),
	);
	await net.apply([a], [Operation.setOptions({ signer: { sha256Hash: hash(secret), weight: 1 } })]);
	await net.apply(
		[a],
		[Operation.setOptions({ signer: { ed25519SignedPayload: signedPayload, weight: 1 } })],
	);
	const byHash = await net.build(a, [payTo(a)]);
	byHash.signHashX(secret);
	assert.is((await net.land(byHash)).status, 'SUCCESS');
	const byPayload = await net.build(a, [payTo(a)]);
	byPayload.addDecoratedSignature(other.signPayloadDecorated(payload));
	assert.is((await net.land(byPayload)).status, 'SUCCESS');

	const { sequenceNumber } = await net.server.getAccount(a.publicKey()).then((found) => ({
		sequenceNumber: (BigInt(found.sequenceNumber()) + 1n).toString(),
	}));
	const later = draft(net, a.publicKey(), sequenceNumber).addOperation(payTo(a)).setTimeout(0).build();
	await net.apply([a], [Operation.setOptions({ signer: { preAuthTx: later.hash(), weight: 1 } })]);
	assert.is((await net.server.getAccountEntry(a.publicKey())).numSubEntries, 3);
	assert.is((await net.land(later)).status, 'SUCCESS', 'without any signature');
	assert.is((await net.server.getAccountEntry(a.publicKey())).numSubEntries, 2);
});

test('a fee-bump is found by both hashes and charges its own source', async ({ net }) => {
	const [a, sponsor] = [await net.funded(), await net.funded()];
	const inner = await net.signed([a], [payTo(sponsor)]);
	const bump = TransactionBuilder.buildFeeBumpTransaction(sponsor, '500', inner, net.localnet.passphrase);
	assert.is(await net.refusal(bump), 'txBadAuth');
	bump.sign(sponsor);
	const landed = await net.land(bump);
	assert.is(landed.status, 'SUCCESS');
	const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
	for (const hash of [hex(bump.hash()), hex(inner.hash())]) {
		const found = await net.result('getTransaction', { hash });
		assert.equal([found.status, found.feeBump], ['SUCCESS', true]);
	}
	const { resultXdr } = landed as rpc.Api.GetSuccessfulTransactionResponse;
	assert.is(resultXdr.result.type, 'txFeeBumpInnerSuccess');
	const balance = async (k: Keypair) => (await net.server.getAccountEntry(k.publicKey())).balance;
	assert.is(await balance(a), 99_990_000_000n, 'only the payment');
	assert.is(await balance(sponsor), 100_010_000_000n - 200n, 'two base fees');
});

test('a fee-bump reports that its inner transaction is wrong', async ({ net }) => {
	const [a, sponsor] = [await net.funded(), await net.funded()];
	const inner = await net.signed([sponsor], [payTo(a)]);
	const unsigned = await net.build(a, [payTo(a)]);
	const bump = TransactionBuilder.buildFeeBumpTransaction(sponsor, '500', unsigned, net.localnet.passphrase);
	bump.sign(sponsor);
	const sent = await net.server.sendTransaction(bump);
	const { result } = sent.errorResult as unknown as {
		result: { type: string; innerResultPair: { result: { result: { type: string } } } };
	};
	assert.equal(
		[result.type, result.innerResultPair.result.result.type],
		['txFeeBumpInnerFailed', 'txBadAuth'],
	);
	const cheap = TransactionBuilder.buildFeeBumpTransaction(sponsor, '100', inner, net.localnet.passphrase);
	cheap.sign(sponsor);
	const low = cheap.toEnvelope() as unknown as { feeBump: { tx: { fee: bigint } } };
	assert.ok(low.feeBump.tx.fee >= 200n, 'the SDK itself keeps to the minimum');
});

test('a fee-bump that offers less for an operation than the transaction in it is refused', async ({
	net,
}) => {
	const [a, sponsor] = [await net.funded(), await net.funded()];
	const { passphrase } = net.localnet;
	const inner = await net.signed([a], [payTo(sponsor), payTo(sponsor)], { fee: '500' });
	const offering = (fee: bigint) => {
		const bump = TransactionBuilder.buildFeeBumpTransaction(sponsor, '500', inner, passphrase);
		// The SDK refuses to build it, so its fee changes afterwards.
		const envelope = bump.toEnvelope().toXdrObject() as unknown as { feeBump: { tx: { fee: bigint } } };
		envelope.feeBump.tx.fee = fee;
		const changed = xdr.TransactionEnvelope.fromXdrObject(envelope as never);
		const built = TransactionBuilder.fromXDR(changed, passphrase);
		built.sign(sponsor);
		return built;
	};
	for (const fee of [299n, 300n, 1499n]) assert.is(await net.refusal(offering(fee)), 'txInsufficientFee');
	assert.is((await net.land(offering(1500n))).status, 'SUCCESS', 'the control');
});

test('two transactions of one ledger: the second finds what the first left', async ({ net }) => {
	const [a, b, heir] = [await net.funded(), await net.funded(), await net.funded()];
	await net.call('localnet_pause');
	const merge = await net.signed(
		[a, b],
		[Operation.accountMerge({ destination: heir.publicKey(), source: b.publicKey() })],
	);
	const orphan = await net.signed([b], [payTo(heir)]);
	const sent = [await net.server.sendTransaction(merge), await net.server.sendTransaction(orphan)];
	await net.result('localnet_close');
	const results = await Promise.all(sent.map((s) => net.server.getTransaction(s.hash)));
	assert.equal(
		results.map((r) => r.status),
		['SUCCESS', 'FAILED'],
	);
	const { result } = (results[1] as { resultXdr: unknown }).resultXdr as { result: { type: string } };
	assert.is(result.type, 'txNoAccount');
	await net.call('localnet_resume');
});

test('a memo changes nothing for a payment', async ({ net }) => {
	const a = await net.funded();
	await net.apply([a], [payTo(a)], { memo: Memo.text('lunch') });
});

test.run();
