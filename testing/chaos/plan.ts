import type { Behaviour } from '#relayer/simulators/mpesa/behaviours.ts';
import { randomFromSeed } from './random-from-seed.ts';

/** Processes that are killed without warning, and how often in a run. */
const kills = { relayer: 6, indexer: 4, platform: 2, mpesa: 3 } as const;

/** What breaks: a process dies, PostgreSQL crashes or restarts in order, the RPC is away. */
export type Fault =
	| { kind: 'kill'; service: keyof typeof kills; awayMilliseconds: number }
	| { kind: 'postgres'; crash: boolean }
	| { kind: 'rpc'; awayMilliseconds: number };

/** What the simulated M-Pesa does with a buyer's push. Each ends within some minutes, or as a case. */
const manners: readonly Behaviour[] = [
	...Array<Behaviour>(10).fill('pay'),
	...(['poor', 'cancelled', 'silent', 'duplicate', 'early', 'wrong-amount', 'unknown-id'] as const),
	...(['pending-500', 'pending-4999', 'contradiction', 'bad-token', 'fault', 'fault-paid'] as const),
	...(['hang', 'hang-paid', 'twice', 'confirmed', 'denied-paid', 'busy'] as const),
];

export type MpesaBuyer = { kind: 'mpesa'; phone: string; address: string; qty: number; manner: Behaviour };
export type WalletBuyer = { kind: 'wallet'; qty: number };
export type Act = { at: number } & (Fault | MpesaBuyer | WalletBuyer);

export type Size = { seconds: number; orders: number; wallets: number; rpcAwaySeconds: number };

/** Everything that happens in a run, in order; `at` in milliseconds from its start. It follows from the seed alone. */
export function planOf(seed: number, { seconds, orders, wallets, rpcAwaySeconds }: Size): Act[] {
	const random = randomFromSeed(seed);
	const at = (): number => random.whole(0, seconds * 1000);
	const faults: Act[] = Object.entries(kills).flatMap(([service, times]) =>
		Array.from({ length: times }, () => ({
			at: at(),
			kind: 'kill' as const,
			service: service as keyof typeof kills,
			awayMilliseconds: random.whole(0, 4000),
		})),
	);
	const restarts: Act[] = [true, false].map((crash) => ({ at: at(), kind: 'postgres', crash }));
	const away: Act = {
		at: random.whole(0, Math.max(0, seconds - rpcAwaySeconds) * 1000),
		kind: 'rpc',
		awayMilliseconds: rpcAwaySeconds * 1000,
	};
	const byPhone: Act[] = Array.from({ length: orders }, (_, i) => ({
		at: at(),
		kind: 'mpesa',
		// Each buyer has a phone and an address of their own.
		phone: `2547${String(10_000_000 + i * 7919).slice(-8)}`,
		address: `10.${random.whole(0, 255)}.${i >> 8}.${i & 255}`,
		qty: random.whole(1, 3),
		manner: random.pick(manners),
	}));
	const byWallet: Act[] = Array.from({ length: wallets }, () => ({
		at: at(),
		kind: 'wallet',
		qty: random.whole(1, 3),
	}));
	return [...faults, ...restarts, away, ...byPhone, ...byWallet].sort((a, b) => a.at - b.at);
}
