import { PassaError } from '#shared/errors.ts';
import { answersWithinMs } from '../rpc.ts';

export type IndependenceError = PassaError<'ANCHOR_SAME_SOURCE' | 'SOURCE_REDIRECTS' | 'RPC_UNREACHABLE'>;

/** The IP addresses of a host name. A browser cannot look them up: there it is unset. */
export type Lookup = (host: string) => Promise<string[]>;

/**
 * Refuses a second source that is the first one under another spelling, or that leads elsewhere by a redirect: it would
 * confirm itself. Throws IndependenceError.
 */
export async function assertIndependent(rpcUrl: string, anchorUrl: string, lookup?: Lookup): Promise<void> {
	const [ours, theirs] = [rpcUrl, anchorUrl].map(nodesIn) as [string[], string[]];
	for (const first of ours) for (const second of theirs) await assertOtherSource(first, second, lookup);
	await Promise.all([...ours, ...theirs].map(assertDirect));
}

/** An RPC address may name several nodes, with commas between them. */
const nodesIn = (url: string): string[] => url.split(',').map((each) => each.trim());

/**
 * Refuses two addresses of one host: the same people would answer twice. On this machine each port is another source.
 * Throws ANCHOR_SAME_SOURCE.
 */
export async function assertOtherSource(firstUrl: string, secondUrl: string, lookup?: Lookup): Promise<void> {
	const [first, second] = [new URL(firstUrl), new URL(secondUrl)];
	const [ours, theirs] = await Promise.all([first, second].map((url) => addressesOf(url.hostname, lookup)));
	const common = ours!.find((address) => theirs!.includes(address));
	if (!common || (common === loopback && portOf(first) !== portOf(second))) return;
	throw new PassaError(
		'ANCHOR_SAME_SOURCE',
		`${secondUrl} and ${firstUrl} are one source (both are ${common}): name one that somebody else runs`,
	);
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');

/** A host's name in one spelling, and its addresses if they can be looked up. */
async function addressesOf(hostname: string, lookup?: Lookup): Promise<string[]> {
	const name = plainHost(hostname);
	if (!lookup || name === loopback || /^[\d.]+$|:/.test(name)) return [name];
	const found = await lookup(name).catch(() => []);
	return [name, ...found.map(plainHost)];
}

const loopback = 'this machine';

/** URL has made IPv4 addresses plain already: 0x7f.1 is 127.0.0.1 there. */
function plainHost(hostname: string): string {
	const name = hostname
		.toLowerCase()
		.replace(/^\[|\]$/g, '')
		.replace(/\.$/, '');
	const host = mappedIpv4(name) ?? name;
	const local = host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host === '::';
	return local || /^(127\.|0\.0\.0\.0$)/.test(host) ? loopback : host;
}

/** The IPv4 address in an IPv6 one: ::ffff:7f00:1, or ::ffff:127.0.0.1. */
function mappedIpv4(name: string): string | null {
	const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(name);
	if (dotted) return dotted[1]!;
	const groups = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(name);
	if (!groups) return null;
	const words = groups.slice(1).map((group) => Number.parseInt(group, 16));
	return words.flatMap((word) => [word >> 8, word & 255]).join('.');
}

/** A browser hides where a redirect leads, Node shows its status: neither follows it here. */
async function assertDirect(url: string): Promise<void> {
	const response = await fetch(url, {
		method: 'POST',
		redirect: 'manual',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getNetwork' }),
		signal: AbortSignal.timeout(answersWithinMs),
	}).catch((cause) => {
		throw new PassaError('RPC_UNREACHABLE', `the Stellar RPC at ${url} does not answer`, { cause });
	});
	await response.body?.cancel();
	if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
		const to = response.headers.get('location');
		throw new PassaError(
			'SOURCE_REDIRECTS',
			`${url} redirects${to ? ` to ${to}` : ''}: name the node itself, so that two sources are two`,
		);
	}
}
