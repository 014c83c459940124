import type { Network } from '../network.ts';
import { accountRecord, accountsSignedBy } from './account.ts';
import { assetRecords } from './assets.ts';
import { feeStats, rootRecord } from './network-state.ts';
import { type OperationQuery, operationsOf, operationsOfTransaction } from './operations.ts';
import { collection, pageOf, readPage } from './page.ts';
import { badRequest, notFound, Problem } from './problem.ts';
import { submitAndWait, submitAsync } from './submit.ts';
import { accountIn } from './text.ts';
import { transactionRecord, transactionsOf } from './transactions.ts';

/** `url` is the address that the client sees: links start with its origin. */
export type Ask = { method: string; url: URL; form(): Promise<URLSearchParams> };
export type Reply = { status: number; body: object };

const roots = ['accounts', 'assets', 'fee_stats', 'transactions', 'transactions_async'];

/** Whether Horizon, not the RPC, answers at this path. */
export function isHorizon(method: string, path: string): boolean {
	return path === '/' ? method === 'GET' : roots.includes(path.split('/')[1]!);
}

/** The part of Horizon that wallets ask: accounts, their history, assets, fees, and sending a transaction. */
export async function horizon(network: Network, ask: Ask): Promise<Reply> {
	try {
		if (ask.method === 'POST') return await post(network, ask);
		return { status: 200, body: read(network, ask.url) };
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		return { status: error.status, body: error.body };
	}
}

/** As Horizon, it takes a path with a slash at the end as the same path. */
const pathOf = ({ pathname }: URL): string => pathname.replace(/(.)\/$/, '$1');

async function post(network: Network, { url, form }: Ask): Promise<Reply> {
	if (pathOf(url) === '/transactions_async') return submitAsync(network, await form());
	if (pathOf(url) !== '/transactions') throw notFound();
	return { status: 200, body: await submitAndWait(network, await form(), url.origin) };
}

function read(network: Network, url: URL): object {
	const [root = '', id, part, name, ...rest] = pathOf(url).split('/').slice(1);
	if (rest.length > 0) throw notFound();
	if (root === 'accounts' && id) return account(network, url, id, part, name);
	if (root === 'transactions' && id && name === undefined) return transaction(network, url, id, part);
	if (id) throw notFound();
	const { searchParams: query, origin: base } = url;
	switch (root) {
		case '':
			return rootRecord(network, base);
		case 'fee_stats':
			return feeStats(network);
		case 'accounts': {
			const signer = query.get('signer');
			if (!signer) throw badRequest('signer', 'this network finds accounts by their signer only');
			const accounts = accountsSignedBy(network, accountIn(signer, 'signer'), base);
			return collection(url, pageOf(query, accounts));
		}
		case 'assets': {
			const [code, issuer] = [query.get('asset_code'), query.get('asset_issuer')];
			if (code && !/^[A-Za-z0-9]{1,12}$/.test(code))
				throw badRequest('asset_code', 'asset_code: not a valid asset code');
			const maker = issuer ? accountIn(issuer, 'asset_issuer') : null;
			return collection(url, pageOf(query, assetRecords(network, code || null, maker)));
		}
		default:
			throw notFound();
	}
}

/** A part of a path as it was written before it was escaped. */
function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw notFound();
	}
}

function account(network: Network, url: URL, address: string, part?: string, name?: string): object {
	const id = accountIn(address, 'account_id');
	const record = accountRecord(network, id, url.origin);
	if (part === undefined) return record;
	if (part === 'data' && name !== undefined) {
		const value = record.data[decoded(name)];
		if (value === undefined) throw notFound();
		return { value };
	}
	if (name !== undefined) throw notFound();
	if (part === 'operations' || part === 'payments') {
		return collection(url, operationsOf(network, id, wanted(url), part === 'payments'));
	}
	if (part !== 'transactions') throw notFound();
	const asked = {
		...readPage(url.searchParams, 'transactions'),
		base: url.origin,
		failedToo: failedToo(url),
	};
	return collection(url, transactionsOf(network, id, asked));
}

function transaction(network: Network, url: URL, hash: string, part?: string): object {
	if (!/^[0-9a-f]{64}$/i.test(hash)) throw badRequest('tx_id', 'tx_id: a transaction hash in hex');
	const row = network.store.transaction(new Uint8Array(Buffer.from(hash, 'hex')));
	if (!row) throw notFound();
	if (part === undefined) return transactionRecord(network, row, url.origin);
	if (part !== 'operations') throw notFound();
	return collection(url, operationsOfTransaction(network, row, wanted(url)));
}

function failedToo({ searchParams }: URL): boolean {
	const asked = searchParams.get('include_failed') || 'false';
	if (!['true', 'false'].includes(asked)) throw badRequest('include_failed', 'include_failed: true or false');
	return asked === 'true';
}

function joined({ searchParams }: URL): boolean {
	const asked = searchParams.get('join');
	if (asked && asked !== 'transactions')
		throw badRequest('join', 'join: accepted values are transactions only');
	return asked === 'transactions';
}

const wanted = (url: URL): OperationQuery => ({
	...readPage(url.searchParams, 'operations'),
	base: url.origin,
	failedToo: failedToo(url),
	withTransaction: joined(url),
});
