/** What `GET /readyz` of a service said. Null: it does not answer. */
type Readiness = { ready: boolean; code: string } | null;

/** The indexer's also names the age of the newest ledger, the relayer's whether M-Pesa answers. */
export type Answers = {
	indexer: (NonNullable<Readiness> & { ledgerAgeSeconds: number | null }) | null;
	/** Undefined: this Passa has none. */
	relayer: (NonNullable<Readiness> & { provider: boolean | null }) | null | undefined;
	platform: Readiness | undefined;
};

/** What people use, not the processes behind it. */
export type PartName = 'network' | 'pages' | 'mpesa' | 'accounts';

/** `late`: it still works, but slowly or in part. */
export type PartState = 'works' | 'late' | 'stopped';

export type Part = { name: PartName; state: PartState };

/** The network closes a ledger every five seconds: twelve missed ones are a fault. */
const staleSeconds = 60;

/** From what the services say to what works for a person, in the order of a purchase. */
export function partsOf({ indexer, relayer, platform }: Answers): Part[] {
	const parts: Part[] = [
		{ name: 'pages', state: stateOf(indexer) },
		{ name: 'network', state: networkState(indexer?.ledgerAgeSeconds ?? null) },
	];
	if (relayer !== undefined && relayer?.provider !== null)
		parts.push({ name: 'mpesa', state: mpesaState(relayer) });
	if (platform !== undefined) parts.push({ name: 'accounts', state: stateOf(platform) });
	return parts;
}

/** Behind, or with a known fault, a service still serves what it has. */
const goesOn: readonly string[] = ['LAGGING', 'STALE', 'HALTED'];

function stateOf(said: Readiness): PartState {
	if (said === null) return 'stopped';
	if (said.ready) return said.code === 'READY' ? 'works' : 'late';
	return goesOn.includes(said.code) ? 'late' : 'stopped';
}

const networkState = (age: number | null): PartState =>
	age !== null && age <= staleSeconds ? 'works' : 'late';

/**
 * Money that was paid is never lost: a prompt needs the provider, and its tickets a network that closes
 * ledgers.
 */
function mpesaState(relayer: Answers['relayer']): PartState {
	if (!relayer || relayer.provider === false) return 'stopped';
	if (relayer.code === 'DEGRADED') return 'works';
	return stateOf(relayer);
}
