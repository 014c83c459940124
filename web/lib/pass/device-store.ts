import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { asBase64 } from '#shared/base64.ts';
import type { ClockOffset } from '#shared/pass/clock-offset.ts';
import { exportPublicKey, generateDeviceKey } from '#shared/pass/p256.ts';
import { type HeldPass, passName } from './held-pass.ts';

/** This browser's key: its private half leaves the browser in no form. `publicKey`: compressed, in base64. */
export type DeviceKey = { pair: CryptoKeyPair; publicKey: string };

interface Stored extends DBSchema {
	keys: { key: 'device'; value: DeviceKey };
	passes: { key: string; value: HeldPass };
	clock: { key: 'offset'; value: ClockOffset };
}

const open = (): Promise<IDBPDatabase<Stored>> =>
	openDB<Stored>('passa-pass', 1, {
		upgrade(database) {
			database.createObjectStore('keys');
			database.createObjectStore('passes');
			database.createObjectStore('clock');
		},
	});

async function withStore<T>(work: (database: IDBPDatabase<Stored>) => Promise<T>): Promise<T> {
	const database = await open();
	try {
		return await work(database);
	} finally {
		database.close();
	}
}

/** The browser's key, which is made once. Two pages that ask at once get the same one. */
export async function deviceKey(): Promise<DeviceKey> {
	const known = await withStore((database) => database.get('keys', 'device'));
	if (known) return known;
	const pair = await generateDeviceKey();
	const made = { pair, publicKey: asBase64(await exportPublicKey(pair.publicKey)) };
	return withStore(async (database) => {
		const { store, done } = database.transaction('keys', 'readwrite');
		const first = (await store.get('device')) ?? made;
		await store.put(first, 'device');
		await done;
		return first;
	});
}

export const storedPasses = (): Promise<HeldPass[]> => withStore((database) => database.getAll('passes'));

/** Keeps passes; one of the same ticket is replaced. Asks the browser not to drop them when it needs room. */
export async function storePasses(passes: HeldPass[]): Promise<void> {
	await withStore(async (database) => {
		const { store, done } = database.transaction('passes', 'readwrite');
		await Promise.all([...passes.map((pass) => store.put(pass, passName(pass))), done]);
	});
	await navigator.storage?.persist?.().catch(() => false);
}

export const removePass = (pass: HeldPass): Promise<void> =>
	withStore((database) => database.delete('passes', passName(pass)));

/** How far this device's clock was from the server's when it last asked; null if it never did. */
export const storedOffset = async (): Promise<ClockOffset | null> =>
	(await withStore((database) => database.get('clock', 'offset'))) ?? null;

export const storeOffset = (offset: ClockOffset): Promise<unknown> =>
	withStore((database) => database.put('clock', offset, 'offset'));
