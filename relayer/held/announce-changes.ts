import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { PlatformGateway } from '../contacts/platform-gateway.ts';
import { heldAddresses, heldPasskeys } from '../models/held.ts';
import { waitMilliseconds } from './addresses.ts';
import type { HeldDeps } from './held-deps.ts';

const atOnce = 20;
/** So that those who cannot be reached do not keep others waiting. */
const anyOrder = sql`random()`;

/**
 * Tells all contacts of each person with a new address or another passkey. A wait begins when the platform has the messages,
 * so a platform that is away only makes it longer; and where the person has no contact, nobody was notified and none begins.
 */
export async function announceChanges({ db, clock, platform }: HeldDeps): Promise<void> {
	if (!platform) return;
	const deps = { db, clock, platform };
	await announceAddresses(deps);
	await announcePasskeys(deps);
	await announceRemovedPasskeys(deps);
}

type AnnounceDeps = Pick<HeldDeps, 'db' | 'clock'> & { platform: PlatformGateway };

const afterWait = ({ clock }: AnnounceDeps): Date => new Date(clock.now() + waitMilliseconds);

async function announceAddresses(deps: AnnounceDeps): Promise<void> {
	const { db, clock, platform } = deps;
	const untold = await db
		.select()
		.from(heldAddresses)
		.where(and(isNull(heldAddresses.toldAt), isNull(heldAddresses.removedAt)))
		.orderBy(anyOrder)
		.limit(atOnce);
	for (const { id, account, address, language, stopCode, createdAt } of untold) {
		const usableAt = afterWait(deps);
		const news = { about: 'address' as const, address, usableAt: usableAt.toISOString(), stopCode };
		if ((await platform.notifyPerson(account, { id, language, ...news })) === 0) continue;
		await db
			.update(heldAddresses)
			.set({ toldAt: new Date(clock.now()), usableAt })
			.where(and(eq(heldAddresses.id, id), eq(heldAddresses.createdAt, createdAt)));
	}
}

async function announcePasskeys(deps: AnnounceDeps): Promise<void> {
	const { db, clock, platform } = deps;
	const untold = await db
		.select()
		.from(heldPasskeys)
		.where(isNull(heldPasskeys.toldAt))
		.orderBy(anyOrder)
		.limit(atOnce);
	for (const { id, account, language, by } of untold) {
		const settledAt = afterWait(deps);
		const about = by === 'reset' ? ('passkeys_renewed' as const) : ('passkey_added' as const);
		if ((await platform.notifyPerson(account, { id, language, about })) === 0) continue;
		await db
			.update(heldPasskeys)
			.set({ toldAt: new Date(clock.now()), settledAt })
			.where(eq(heldPasskeys.id, id));
	}
}

async function announceRemovedPasskeys({ db, clock, platform }: AnnounceDeps): Promise<void> {
	const untold = await db
		.select()
		.from(heldPasskeys)
		.where(
			and(
				isNotNull(heldPasskeys.removedAt),
				isNotNull(heldPasskeys.toldAt),
				isNull(heldPasskeys.removalToldAt),
			),
		)
		.orderBy(anyOrder)
		.limit(atOnce);
	for (const { id, account, language } of untold) {
		await platform.notifyPerson(account, { id: removalId(id), language, about: 'passkey_removed' });
		await db
			.update(heldPasskeys)
			.set({ removalToldAt: new Date(clock.now()) })
			.where(eq(heldPasskeys.id, id));
	}
}

/** Another message than that it was added: the last digit of a random id. */
const removalId = (id: string): string =>
	id.slice(0, -1) + ((Number.parseInt(id.slice(-1), 16) + 1) % 16).toString(16);
