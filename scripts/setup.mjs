// Set-up for `npm start` and `npm test`: plain Node 20 or newer, no dependencies, because it runs before there are any.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const modules = join(root, 'node_modules');
const goal = process.argv[2] ?? 'start';
const lockMinutes = 15;

const say = (line) => console.log(`· ${line}`);

function fail(line) {
	console.error(line);
	process.exit(1);
}

/** One set-up of a clone at a time: a second one waits. A lock whose process is gone does not count. */
async function alone(work) {
	const lock = join(root, '.passa-setup.lock');
	for (let announced = false; !taken(lock); ) {
		const owner = Number(readText(lock));
		const old = existsSync(lock) && Date.now() - statSync(lock).mtimeMs > lockMinutes * 60_000;
		if (old || (owner > 0 && !alive(owner))) rmSync(lock, { force: true });
		else {
			if (!announced) say(`waiting for another set-up of this clone (process ${owner || 'unknown'})`);
			announced = true;
			await new Promise((done) => setTimeout(done, 200));
		}
	}
	await work();
}

/** Given back however this process ends: also by `fail`, or by Ctrl-C. */
function taken(lock) {
	try {
		writeFileSync(lock, String(process.pid), { flag: 'wx' });
	} catch (error) {
		if (error.code === 'EEXIST') return false;
		// A clone that this user cannot write to may be ready all the same.
		if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) return true;
		throw error;
	}
	process.once('exit', () => rmSync(lock, { force: true }));
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
	return true;
}

function readText(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

function alive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

function installPackages() {
	const lock = readFileSync(join(root, 'package-lock.json'));
	const wanted = createHash('sha256')
		.update(lock)
		.update(process.platform)
		.update(process.arch)
		.digest('hex');
	const stamp = join(modules, '.passa-lock-hash');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
	if (isInstalled(JSON.parse(lock))) return writeFileSync(stamp, wanted);
	say('installing packages (once for each change of package-lock.json, about a minute)');
	const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: root,
		stdio: 'inherit',
	});
	if (npm.status !== 0) fail('npm ci failed: see above');
	mkdirSync(modules, { recursive: true });
	writeFileSync(stamp, wanted);
}

/** Whether npm's own record, which it writes last, has what the lock names: then somebody ran `npm ci`. */
function isInstalled({ packages = {} }) {
	const record = readText(join(modules, '.package-lock.json'));
	if (!record) return false;
	const found = JSON.parse(record).packages ?? {};
	const isSame = (path) =>
		found[path]?.version === packages[path].version && found[path].integrity === packages[path].integrity;
	const paths = Object.keys(packages).filter((path) => path !== '');
	// What is optional may be of another platform.
	return paths.every((path) => (found[path] ? isSame(path) : packages[path].optional));
}

function checkNode() {
	const node = join(modules, '.bin', 'node');
	const found = spawnSync(node, ['--version'], { encoding: 'utf8' });
	if (found.status !== 0 || !/^v24\./.test(found.stdout)) {
		fail(
			`${node} does not run. Its package installs it by a script: allow install scripts and run npm ci again.`,
		);
	}
}

/** Builds the web when its sources, or what it takes from shared/, changed. */
function buildWeb() {
	if (!existsSync(join(root, 'web', 'app.html'))) return;
	const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
	for (const folder of ['web', 'shared', 'indexer', 'relayer', 'platform'])
		addFolder(hash, join(root, folder));
	if (existsSync(join(root, 'vite.config.ts'))) hash.update(readFileSync(join(root, 'vite.config.ts')));
	const wanted = hash.digest('hex');
	const stamp = join(root, 'web', 'build', '.passa-source-hash');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
	say('building the web');
	const node = join(modules, '.bin', 'node');
	// Warnings and errors go to stderr; what went well goes to stdout, at every log level.
	const vite = spawnSync(node, [join(modules, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'inherit'],
		encoding: 'utf8',
	});
	if (vite.status !== 0) fail(`${vite.stdout ?? ''}the web did not build: see above`);
	writeFileSync(stamp, wanted);
}

function addFolder(hash, folder) {
	if (!existsSync(folder)) return;
	const left = new Set(['build', '.svelte-kit', 'paraglide', 'test', 'node_modules']);
	for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
		a.name < b.name ? -1 : 1,
	)) {
		const path = join(folder, entry.name);
		// The build of the web writes the other files of this folder.
		const isWritten = folder.endsWith('.inlang') && entry.name !== 'settings.json';
		if (left.has(entry.name) || isWritten) continue;
		if (entry.isDirectory()) addFolder(hash, path);
		else hash.update(path.slice(root.length)).update(readFileSync(path));
	}
}

const debian = [
	{
		package: 'rustc-web',
		file: '/usr/lib/rustlib',
		needs: 'rustc-web cargo-web rust-web-src lld-19',
		why: 'compiling wasm',
	},
	{
		package: 'chromium',
		file: '/usr/bin/chromium',
		needs: 'chromium fonts-liberation',
		why: 'browser tests',
	},
];

/** dpkg's own placeholder, not a template of ours. */
const statusField = `$${'{Status}'}`;

function installed(name) {
	const found = spawnSync('dpkg-query', ['-W', '--showformat', statusField, name], { encoding: 'utf8' });
	return found.status === 0 && found.stdout.includes('install ok installed');
}

/** What the tests need beside npm: by apt if this user may, else with the exact words. */
function installTestTools() {
	const missing = debian.filter((d) => !installed(d.package) && !satisfied(d));
	if (missing.length === 0) return;
	const names = missing.flatMap((d) => d.needs.split(' '));
	const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
	if (process.getuid?.() !== 0 || !apt) {
		const what = missing.map((d) => `${d.needs} (${d.why})`).join(', ');
		fail(
			`the tests need ${what}. As root on Debian: apt-get install --no-install-recommends ${names.join(' ')}`,
		);
	}
	say(`installing ${names.join(' ')}`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const options = { stdio: ['ignore', 'ignore', 'inherit'], env };
	try {
		execFileSync('apt-get', ['update', '-qq'], options);
		execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options);
	} catch {
		fail(`apt-get could not install ${names.join(' ')}: see above`);
	}
}

/** Elsewhere than on Debian: a rustup toolchain with the wasm targets, a Chromium in its usual place. */
function satisfied(tool) {
	if (tool.package === 'chromium') return existsSync(tool.file);
	const targets = spawnSync('rustup', ['target', 'list', '--installed'], { encoding: 'utf8' }).stdout ?? '';
	return targets.includes('wasm32v1-none') && targets.includes('wasm32-unknown-unknown');
}

await alone(async () => {
	installPackages();
	checkNode();
	buildWeb();
	if (goal === 'test') installTestTools();
});
