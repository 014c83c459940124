import { lookup as lookUpHost } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { StrKey } from '@stellar/stellar-sdk';
import type { Source } from '#shared/chain/audit/source.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { networks } from '#shared/networks.ts';
import { readDeployment } from '../deploy/deployment.ts';
import { wholeNumber } from '../flags.ts';
import { passaFile, readPassaFile } from '../passa-file.ts';
import { readEventList } from './read-event-list.ts';

export type SourceFlags = {
	rpc?: string | undefined;
	network?: string | undefined;
	registry?: string | undefined;
	since?: string | undefined;
	anchor?: string | undefined;
	events?: string | undefined;
	prove?: string | undefined;
	data: string;
};

const mostLedger = 4_294_967_295;
const mostProofs = 1_000_000;

/**
 * Where to read: a network that the flags name, for auditors who have only this code; else the deployment of the
 * data folder. Throws NOT_DEPLOYED if there is neither.
 */
export async function readSource(
	flags: SourceFlags,
): Promise<{ source: Source; indexer?: string; web?: string }> {
	const { anchor, events, prove } = flags;
	assertUrls(flags);
	const more = {
		...(anchor ? { anchorUrl: anchor } : {}),
		...(events ? { events: (await readEventList(events)) as RawEvent[] } : {}),
		...(prove ? { proveLedgers: proofsOf(prove) } : {}),
	};
	if (flags.network) return { source: { ...namedSource(flags, flags.network), ...more } };
	if (flags.registry || flags.since)
		throw new PassaError('FLAGS_INVALID', '--registry and --since belong to --network');
	const deployment = readDeployment(flags.data);
	if (!deployment) {
		throw new PassaError(
			'NOT_DEPLOYED',
			`there is no deployment in ${flags.data}: npm run deploy, or npm start, or name a network: --rpc <url> --network <name or passphrase> --event C…`,
		);
	}
	const { passphrase, registry, usdc, sinceLedger } = deployment;
	const running = flags.rpc && !existsSync(passaFile(flags.data)) ? null : readPassaFile(flags.data);
	const source = { rpcUrl: flags.rpc ?? running!.rpc, passphrase, registry, usdc, sinceLedger, ...more };
	const { indexer, web } = running ?? {};
	return { source, ...(indexer ? { indexer } : {}), ...(web ? { web } : {}) };
}

function namedSource({ rpc, registry, since }: SourceFlags, network: string): Source {
	if (!rpc) throw new PassaError('FLAGS_INVALID', '--network needs --rpc: the URL of a Stellar RPC there');
	if (registry && !StrKey.isValidContract(registry))
		throw new PassaError('FLAGS_INVALID', '--registry must be the address of a contract (C…)');
	const passphrase = networks.find((n) => n.name === network)?.passphrase ?? network;
	return {
		rpcUrl: rpc,
		passphrase,
		...(registry ? { registry } : {}),
		...(since ? { sinceLedger: wholeNumber('since', since, 1, mostLedger) } : {}),
	};
}

export function assertUrls(flags: Pick<SourceFlags, 'rpc' | 'anchor'>): void {
	for (const name of ['rpc', 'anchor'] as const) assertUrl(name, flags[name]);
}

function assertUrl(name: string, text: string | undefined): void {
	const urls = text?.split(',').map((each) => each.trim()) ?? [];
	if (urls.some((url) => !/^https?:$/.test(URL.parse(url)?.protocol ?? '')))
		throw new PassaError('FLAGS_INVALID', `--${name} must be a URL with http or https`);
}

const proofsOf = (text: string): number =>
	text === 'all' ? Number.POSITIVE_INFINITY : wholeNumber('prove', text, 1, mostProofs);

/** All addresses of a host name, as this machine resolves it. */
export const addressesOf = async (host: string): Promise<string[]> =>
	(await lookUpHost(host, { all: true })).map((found) => found.address);
