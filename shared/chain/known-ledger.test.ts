import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';
import {
	cutHistoryAs,
	fieldIs,
	type Misbehaviour,
	misbehavingNode,
} from '#testing/proxies/misbehaving-node.ts';
import { proveNetwork } from '../service/rpc.server.ts';
import { call } from './rpc.ts';
import { checkNetwork, expectLedger, networkFaultOf, readKnownLedger } from './rpc-nodes.ts';

const test = suite('nodes of two histories');
let ours: ChainFixture;
let other: ChainFixture;
let open: { close(): Promise<void> }[] = [];

test.before(async () => {
	[ours, other] = await Promise.all([ChainFixture.start(), ChainFixture.start()]);
	// From here on the copies of one network differ.
	await other.fan();
	closeUpTo(ours, 60);
	closeUpTo(other, 90);
});
test.after.each(async () => {
	await Promise.all(open.map((node) => node.close()));
	open = [];
});
test.after(() => Promise.all([ours.close(), other.close()]).then(() => {}));

function closeUpTo({ localnet: { network } }: ChainFixture, ledger: number): void {
	while (network.sequence < ledger) network.close();
}

async function nodeOf({ chain }: ChainFixture, misbehaviour: Misbehaviour | null = null) {
	const node = await misbehavingNode(chain.rpcUrl);
	node.behave(misbehaviour);
	open.push(node);
	return node;
}

/** Nodes that a process knows by a ledger of ours. */
async function known(...urls: string[]) {
	const known = (await readKnownLedger(ours.chain.rpcUrl))!;
	const chain = { ...ours.chain, rpcUrl: urls.join(), known };
	expectLedger(chain.rpcUrl, known);
	return chain;
}
const entriesAt = (rpcUrl: string) => codeOf(call(rpcUrl, 'getLedgerEntries', { keys: [] }));

test('of two that disagree the one with the known ledger is asked, whichever comes first', async () => {
	const [right, wrong] = [await nodeOf(ours), await nodeOf(other)];
	for (const urls of [
		[right.url, wrong.url],
		[wrong.url, right.url],
	]) {
		const chain = await known(...urls);
		await checkNetwork(chain);
		right.behave(null);
		wrong.behave(null);
		assert.is(await entriesAt(chain.rpcUrl), 'none');
		assert.equal([right.asked.length > 0, networkFaultOf(chain.rpcUrl)], [true, null]);
		assert.not(wrong.asked.some(({ method }) => method === 'getLedgerEntries'));
	}
	// The right one fails, and the other does not stand in for it.
	right.behave(() => ({ status: 502, body: 'bad gateway' }));
	assert.is.not(await entriesAt(`${right.url},${wrong.url}`), 'none');
	assert.not(wrong.asked.some(({ method }) => method === 'getLedgerEntries'));
});

test('the negative control: without a known ledger the other one is believed', async () => {
	const wrong = await nodeOf(other);
	await checkNetwork({ ...ours.chain, rpcUrl: wrong.url });
	assert.is(await entriesAt(wrong.url), 'none');
});

test('a node with another hash for the known ledger answers nothing until it has ours', async () => {
	const node = await nodeOf(other);
	const chain = await known(node.url);
	assert.is(await codeOf(checkNetwork(chain)), 'RPC_WRONG_HISTORY');
	assert.is(await entriesAt(node.url), 'RPC_WRONG_HISTORY');
	assert.is(networkFaultOf(node.url)?.code, 'RPC_WRONG_HISTORY');
	const theirs = (await readKnownLedger(other.chain.rpcUrl))!;
	assert.ok(theirs.sequence > 54, 'it is ahead, so its number alone shows nothing');
});

test('an answer of an earlier ledger than the known one is not believed', async () => {
	const node = await nodeOf(ours);
	const chain = await known(node.url);
	await checkNetwork(chain);
	// The network may close a ledger at any moment, so the bound is the ledger that the process knows.
	const { sequence } = chain.known;
	node.behave(fieldIs(['getLedgerEntries', 'getLatestLedger'], 'latestLedger', sequence));
	assert.is(await entriesAt(node.url), 'none', 'an honest node may lag by six ledgers');
	node.behave(fieldIs(['getLedgerEntries'], 'latestLedger', sequence - 1));
	assert.is(await entriesAt(node.url), 'RPC_BEHIND');
	node.behave(null);
	await checkNetwork(chain);
	assert.is(networkFaultOf(node.url), null);
});

test('a node that has dropped the known ledger is used, however it words that', async () => {
	const now = ours.localnet.network.sequence;
	const words = (oldest: number) => `start is before oldest ledger ${oldest}`;
	const node = await nodeOf(
		ours,
		cutHistoryAs(() => now, -32600, words),
	);
	await checkNetwork(await known(node.url));
	assert.is(await entriesAt(node.url), 'none');
});

test('a node that becomes another one between two answers names no ledger of ours', async () => {
	const kept: number[] = [];
	const keep = async ({ sequence }: { sequence: number }) => void kept.push(sequence);
	let isOther = false;
	const node = await nodeOf(ours, async ({ method, params }, pass) => {
		const body = isOther ? await answerOf(other, method, params) : await pass();
		isOther ||= method === 'getLedgers';
		return { body };
	});
	const chain = { ...ours.chain, rpcUrl: node.url };
	await proveNetwork(chain, keep);
	assert.equal(kept, []);
	// The negative control: one that stays the same names one.
	node.behave(null);
	await proveNetwork(chain, keep);
	assert.is(kept.length, 1);
});

const answerOf = async ({ chain }: ChainFixture, method: string, params: unknown) => {
	const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
	const headers = { 'content-type': 'application/json' };
	return (await fetch(chain.rpcUrl, { method: 'POST', headers, body })).json();
};

test.run();
