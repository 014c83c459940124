import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Keypair } from '@stellar/stellar-sdk';
import * as assert from 'uvu/assert';
import { indexerClient } from '#indexer/client.ts';
import { type Indexer, startIndexer } from '#indexer/indexer.ts';
import { eventInitFromJson } from '#shared/chain/submit/event-init.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { parseRate } from '#shared/kes-rate.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import type { DraftContent } from '../../models/draft-content.ts';
import { Browser } from '../../test/browser.ts';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { emptyDraft } from '../empty-draft.ts';
import { factsFrom } from '../publish-facts.ts';
import type { PublishFacts } from '../publish-facts-types.ts';
import type { Publishing } from '../write-document.ts';
import { payeeKeys } from './arbitraries.ts';

/** A network, an indexer and a platform, as far as publishing needs them. */
export class PublishFixture {
	readonly chainFixture: ChainFixture;
	readonly fixture: Fixture;
	/** Holds `metadata`, the folder of documents. */
	readonly folder: string;
	/** The account for payees who are paid later. */
	readonly payouts: string;
	#cluster: TestPostgres;
	#indexer: Indexer;
	#people = 0;

	private constructor(
		chainFixture: ChainFixture,
		fixture: Fixture,
		folder: string,
		cluster: TestPostgres,
		indexer: Indexer,
		payouts: string,
	) {
		this.chainFixture = chainFixture;
		this.fixture = fixture;
		this.folder = folder;
		this.payouts = payouts;
		this.#cluster = cluster;
		this.#indexer = indexer;
	}

	static async open(): Promise<PublishFixture> {
		const folder = mkdtempSync(join(tmpdir(), 'passa-publish-'));
		const [chainFixture, cluster] = await Promise.all([ChainFixture.start(), startTestPostgres()]);
		const payouts = Keypair.random();
		await chainFixture.wallets([...payeeKeys, payouts]);
		const indexer = await openIndexer(chainFixture, cluster, folder);
		const { rpcUrl } = chainFixture.chain;
		const { registry } = chainFixture.deployment;
		const metadataDir = join(folder, 'metadata');
		const options = { rpcUrl, registry, indexerUrl: indexer.url, metadataDir, payouts: payouts.publicKey() };
		const fixture = await openFixture(options, cluster);
		return new PublishFixture(chainFixture, fixture, folder, cluster, indexer, payouts.publicKey());
	}

	async close(): Promise<void> {
		await this.fixture.close();
		await this.#indexer.stop();
		await Promise.all([this.chainFixture.close(), this.#cluster.stop()]);
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Ends once the indexer has read the document of an event. Our own routes limit how often one may ask them. */
	documentRead = async (event: string): Promise<void> => {
		const client = indexerClient(this.#indexer.url);
		for (;;) {
			const answer = await client.v1.events[':event'].$get({ param: { event }, query: {} });
			if (answer.status === 200 && (await answer.json()).metadata.document) return;
			await new Promise((done) => setTimeout(done, 25));
		}
	};

	/** Facts of a wallet's drafts, whose payees are those of `arbitraries.ts`. */
	factsOf = async (wallet: string): Promise<PublishFacts> => {
		const { rpcUrl, passphrase } = this.chainFixture.chain;
		const { registry } = this.chainFixture.deployment;
		const read = factsFrom({ rpcUrl, passphrase, registry, rate: parseRate('129'), payouts: null });
		const content = emptyDraft('Wanjiru Events');
		const [own] = content.payees;
		const others = payeeKeys.map((key) => key.publicKey());
		content.payees = [wallet, ...others].map((address) => ({ ...own!, address }));
		return { ...(await read([wallet], { content, nonce: 0n, answers: new Map() })), picture: null };
	};

	/** An organizer, signed in by number, who has shown a second factor, with a wallet that can pay for a transaction. */
	organizer = async ({
		factor = true,
	} = {}): Promise<{
		browser: Browser;
		key: Keypair;
		facts: PublishFacts;
	}> => {
		const [browser, key] = [new Browser(this.fixture), await this.chainFixture.fan(0)];
		const account = await browser.signIn(`07140${String(++this.#people).padStart(5, '0')}`);
		await browser.post('/v1/me/organizer', { name: 'Wanjiru Events' });
		assert.is((await browser.linkWallet(key)).status, 200);
		if (factor) await this.giveFactor(account);
		return { browser, key, facts: await this.factsOf(key.publicKey()) };
	};

	/** A passkey that every session of the account has shown, for as long as a test's clock runs. */
	giveFactor = async (account: string): Promise<void> => {
		const add =
			'INSERT INTO platform.passkeys (id, account, name, public_key, counter, synced, created_at) VALUES ($1::uuid::text, $1::uuid, $2, $3, 0, false, now())';
		await this.fixture.rows(add, [account, 'Phone', Buffer.alloc(1)]);
		const shown = `UPDATE platform.sessions SET strong_at = now() + interval '10 years' WHERE account = $1`;
		await this.fixture.rows(shown, [account]);
	};

	sign = (key: Keypair) => signWith(key, this.chainFixture.chain.passphrase);
}

async function openIndexer(
	chainFixture: ChainFixture,
	cluster: TestPostgres,
	folder: string,
): Promise<Indexer> {
	const { run } = (await cluster.database()).urls('indexer');
	const { pino } = await import('pino');
	return startIndexer({
		databaseUrl: run,
		rpcUrl: chainFixture.chain.rpcUrl,
		network: chainFixture.chain.passphrase,
		registry: chainFixture.deployment.registry,
		sinceLedger: chainFixture.deployment.sinceLedger,
		metadataBase: new URL(`${pathToFileURL(folder).href}/`),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 20,
		proxies: noNetworks,
		log: pino({ level: 'silent' }),
	});
}

export const draftOf = async (browser: Browser, content: DraftContent) =>
	(await browser.post('/v1/drafts', { content })).body as { id: string; version: number };

export const publicationOf = ({ registry, organizer, nonce, init }: Publishing) => ({
	registry,
	organizer,
	nonce: BigInt(nonce),
	// As it came over the wire.
	init: eventInitFromJson(JSON.parse(JSON.stringify(init))),
});

/** Marks a draft as a browser does: it repeats the request until the indexer knows the event. */
export async function markedBy(browser: Browser, id: string, event: string) {
	for (let i = 0; ; i++) {
		const answer = await browser.post(`/v1/drafts/${id}/published`, { event });
		if (answer.body.code !== 'EVENT_NOT_INDEXED' || i === 200) return answer;
		await new Promise((done) => setTimeout(done, 25));
	}
}
