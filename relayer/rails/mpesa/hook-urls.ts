import { PassaError } from '#shared/errors.ts';
import { type Networks, readNetworks } from '#shared/service/address.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { hookToken } from '../../relayer-seal.ts';

/** How M-Pesa reaches this relayer, and which callers are allowed. */
export type HookSettings = {
	/** 32 bytes in hex: the unguessable part of each address derives from it. */
	secret: string;
	/** Where the provider reaches this relayer, without a slash at the end. */
	baseUrl: string;
	/** The only callers by IP; null allows all. */
	allowed: Networks | null;
	/** Our own proxies, whose X-Forwarded-For counts. */
	proxies: Networks;
};

/**
 * The addresses from which M-Pesa says that it calls. If none are configured, others may call, too: what comes from
 * these is only bounded apart from what strangers send.
 */
export const publishedCallers = readNetworks(
	'196.201.214.200,196.201.214.206,196.201.214.207,196.201.214.208,196.201.213.114,196.201.213.44,' +
		'196.201.212.127,196.201.212.138,196.201.212.129,196.201.212.136,196.201.212.74,196.201.212.69',
);

type Hooks = Pick<HookSettings, 'secret' | 'baseUrl'>;

/** Short, since Daraja refuses addresses that contain e.g. `mpesa`. */
export const hookPath = 'm';

/** Requests whose results come to an address. */
export type ResultKind = 'reversal' | 'status' | 'payout' | 'payout-status';

/** Addresses that M-Pesa calls. Each has its own secret part, and none contains a word that Daraja refuses. */
export function hookUrls({ secret, baseUrl }: Hooks) {
	const url = (purpose: string) => `${baseUrl}/hooks/${hookPath}/${purpose}/${hookToken(secret, purpose)}`;
	return {
		stk: (push: string) => url(`stk/${push}`),
		c2b: (kind: 'confirmation' | 'validation') => url(`c2b/${kind}`),
		/** `late`: M-Pesa stopped waiting, which is not a result. */
		result: (kind: ResultKind, refund: string) => url(`result/${kind}/${refund}`),
		late: (kind: ResultKind, refund: string) => url(`result/${kind}-late/${refund}`),
	};
}

export const isOurs = ({ secret }: Pick<Hooks, 'secret'>, purpose: string, token: string): boolean =>
	sameSecret(token, hookToken(secret, purpose));

/** Daraja refuses addresses with one of these, in any case and with or without the hyphen. */
const refusedWords = ['mpesa', 'm-pesa', 'm_pesa', 'safaricom', 'exec', 'exe', 'cmd', 'sql', 'query'];
/** Public tunnels and testers, which Daraja refuses on the live network. */
const refusedHosts = ['ngrok', 'mockbin', 'requestbin'];

/**
 * Checks all addresses that M-Pesa is given, before any is. Throws HOOK_ADDRESS_REFUSED with the address, without its
 * secret part, and with what Daraja does not take. `isLive`: on the live network they must be https.
 */
export function refuseHookUrls(hooks: Hooks, isLive: boolean): void {
	for (const url of allUrls(hooks)) {
		const address = plain(url);
		const word = (isLive ? [...refusedWords, ...refusedHosts] : refusedWords).find((each) =>
			address.includes(each),
		);
		if (word) throw refusedUrl(url, `it contains \`${word}\`, which M-Pesa refuses in addresses`);
		if (isLive && !address.startsWith('https://'))
			throw refusedUrl(url, 'on the live network M-Pesa calls https only');
	}
}

/** As a reader sees it: `%6D` is m, and so is a wide ｍ. */
function plain(url: string): string {
	const letters = url.replace(/%([0-7][0-9a-f])/gi, (_, hex) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
	return letters.normalize('NFKC').toLowerCase();
}

const refusedUrl = (url: string, why: string): PassaError =>
	new PassaError(
		'HOOK_ADDRESS_REFUSED',
		`wrong environment: HOOK_BASE_URL gives the address ${url.replace(/[0-9a-f]{64}$/, '…')}: ${why}`,
	);

/** One address of each kind. What varies in them is hexadecimal, and can spell none of the words. */
function allUrls(hooks: Hooks): string[] {
	const { stk, c2b, result, late } = hookUrls(hooks);
	const id = '00000000-0000-4000-8000-000000000000';
	const kinds: ResultKind[] = ['reversal', 'status', 'payout', 'payout-status'];
	return [
		stk(id),
		c2b('confirmation'),
		c2b('validation'),
		...kinds.flatMap((kind) => [result(kind, id), late(kind, id)]),
	];
}
