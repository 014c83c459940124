import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openUsdc, type Usdc } from '#localnet/test/usdc.ts';
import { addTrustLine } from '#shared/chain/submit/add-trust-line.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';

const test = suite<Usdc & { chain: Chain; usdc: string }>('a wallet is made to hold USDC');
test.before(async (context) => {
	Object.assign(context, await openUsdc());
	const { url: rpcUrl, passphrase } = context.net.localnet;
	context.chain = { rpcUrl, passphrase };
	context.usdc = `USDC:${context.issuer.publicKey()}`;
});
test.after(({ net }) => net.close());

const codeOf = (tried: Promise<unknown>) =>
	tried.then(
		() => ({ code: 'none', detail: {} as Record<string, unknown> }),
		(error) => error as { code: string; detail: Record<string, unknown> },
	);

test('one signature adds the trust line, and a second time asks for none', async ({
	net,
	chain,
	usdc,
	asset,
}) => {
	const key = await net.funded();
	let asked = 0;
	const sign = (envelope: string) => {
		asked++;
		return signWith(key, chain.passphrase)(envelope);
	};
	await addTrustLine(chain, usdc, key.publicKey(), sign);
	assert.is((await net.server.getTrustline(key.publicKey(), asset)).balance, 0n);
	await addTrustLine(chain, usdc, key.publicKey(), sign);
	assert.is(asked, 1);
});

test('too little XLM is refused before the wallet opens, with how much is missing; with that much it works', async ({
	net,
	chain,
	usdc,
}) => {
	const [rich, poor] = [await net.funded(), Keypair.random()];
	const address = poor.publicKey();
	await net.apply([rich], [Operation.createAccount({ destination: address, startingBalance: '1.2' })]);
	const never = () => Promise.reject(new Error('the wallet must not open'));
	const { code, detail } = await codeOf(addTrustLine(chain, usdc, address, never));
	// Two reserves and one more of 0.5 XLM, and the fee of 100 stroops, of which 1.2 XLM are there.
	assert.equal([code, detail.missing], ['XLM_RESERVE_LOW', 3_000_100n]);
	await net.apply(
		[rich],
		[Operation.payment({ destination: address, asset: Asset.native(), amount: '0.30001' })],
	);
	await addTrustLine(chain, usdc, address, signWith(poor, chain.passphrase));
});

test('sponsored reserves, and those given to others, count', async ({ net, chain, usdc }) => {
	const [sponsor, child] = [await net.funded(), Keypair.random()];
	await net.apply(
		[sponsor, child],
		[
			Operation.beginSponsoringFutureReserves({ sponsoredId: child.publicKey() }),
			Operation.createAccount({ destination: child.publicKey(), startingBalance: '0.4' }),
			Operation.endSponsoringFutureReserves({ source: child.publicKey() }),
		],
	);
	const never = () => Promise.reject(new Error('the wallet must not open'));
	const { detail } = await codeOf(addTrustLine(chain, usdc, child.publicKey(), never));
	assert.is(detail.missing, 1_000_100n);
});

test('no account, and a wallet that declines, keep their own codes', async ({ net, chain, usdc }) => {
	const key = await net.funded();
	const nobody = Keypair.random().publicKey();
	const declines = () => Promise.reject(Object.assign(new Error('no'), { code: 'DECLINED' }));
	assert.is((await codeOf(addTrustLine(chain, usdc, nobody, declines))).code, 'ACCOUNT_UNKNOWN');
	assert.is((await codeOf(addTrustLine(chain, usdc, key.publicKey(), declines))).code, 'DECLINED');
});

test('XLM that goes while the wallet is open is named as what is missing', async ({ net, chain, usdc }) => {
	const [rich, key] = [await net.funded(), await net.funded()];
	const emptied = async (envelope: string) => {
		// Another transaction of the ledger before takes the balance; the reserve of two stays.
		await net.apply(
			[rich, key],
			[
				Operation.payment({
					destination: rich.publicKey(),
					asset: Asset.native(),
					amount: '9998.9999',
					source: key.publicKey(),
				}),
			],
		);
		return signWith(key, chain.passphrase)(envelope);
	};
	assert.is((await codeOf(addTrustLine(chain, usdc, key.publicKey(), emptied))).code, 'XLM_RESERVE_LOW');
});

test('two windows at once add one trust line, and both go on', async ({ net, chain, usdc, asset }) => {
	const key = await net.funded();
	const add = (sign: typeof signed) => addTrustLine(chain, usdc, key.publicKey(), sign);
	const signed = signWith(key, chain.passphrase);
	const second = async (envelope: string) => {
		await add(signed);
		return signed(envelope);
	};
	await add(second);
	assert.is((await net.server.getAccountEntry(key.publicKey())).numSubEntries, 1);
	const other = await net.funded();
	const moved = async (envelope: string) => {
		await net.apply([other], [Operation.bumpSequence({ bumpTo: '0' })]);
		return signWith(other, chain.passphrase)(envelope);
	};
	const { code } = await codeOf(addTrustLine(chain, usdc, other.publicKey(), moved));
	assert.is(code, 'OUT_OF_ORDER', 'the control: another transaction came first, and no trust line');
	assert.is(await net.server.getTrustline(other.publicKey(), asset).catch(() => null), null);
});

test.run();
