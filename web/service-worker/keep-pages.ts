import { version } from '$app/env';

/**
 * Lets the pages below its scope open without a network: each of `/pass` and `/gate` has a registration of its own. It
 * keeps the page as a guest sees it, and the files that the page names. Nobody's data is among them: that is in the
 * browser's own store.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
const scope = new URL(worker.registration.scope);
const language = new URL(worker.location.href).searchParams.get('language') === 'sw' ? 'sw' : 'en';
const family = `passa ${scope.pathname} `;
const name = `${family}${version} ${language}`;
/** A network that takes longer is none: somebody stands at a gate. */
const patienceMs = 2000;

const isOurs = (url: URL): boolean =>
	url.pathname === scope.pathname || url.pathname.startsWith(`${scope.pathname}/`);
const isFile = (url: URL): boolean =>
	url.origin === scope.origin && url.pathname.startsWith('/_app/immutable/');

worker.addEventListener('install', (event) => {
	event.waitUntil(keepPage().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(dropOthers().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET') return;
	if (request.mode === 'navigate' && isOurs(url)) event.respondWith(page(event));
	else if (isFile(url)) event.respondWith(file(request));
});

/** Fetches the page as a guest, and every file that it names. */
async function keepPage(): Promise<void> {
	const cache = await caches.open(name);
	const response = await fetch(scope, {
		credentials: 'omit',
		cache: 'reload',
		headers: { 'accept-language': language },
	});
	if (!response.ok) throw new Error(`the page answers ${response.status}`);
	const html = await response.clone().text();
	await cache.put(scope.pathname, response);
	await keepFiles(
		cache,
		[...new Set(html.match(/_app\/immutable\/[\w./-]+/g) ?? [])].map((path) => `/${path}`),
	);
}

/** A style names its fonts, so those are read, too. */
async function keepFiles(cache: Cache, paths: string[]): Promise<void> {
	const missing = [];
	for (const path of paths) if (!(await cache.match(path))) missing.push(path);
	await cache.addAll(missing);
	for (const path of missing.filter((each) => each.endsWith('.css'))) {
		const style = await (await cache.match(path))!.text();
		const named = [...style.matchAll(/url\(["']?([^"')]+)/g)].map(
			([, to]) => new URL(to!, new URL(path, scope)),
		);
		await cache.addAll(named.filter(isFile).map(({ pathname }) => pathname));
	}
}

async function dropOthers(): Promise<void> {
	for (const each of await caches.keys())
		if (each.startsWith(family) && each !== name) await caches.delete(each);
}

/** The network's page, or the one that was kept where that is slow or gone. */
async function page(event: FetchEvent): Promise<Response> {
	const cache = await caches.open(name);
	const kept = await cache.match(scope.pathname);
	try {
		return await fetch(event.request, kept ? { signal: AbortSignal.timeout(patienceMs) } : {});
	} catch (error) {
		if (kept) return kept;
		throw error;
	}
}

/** A file's name changes with its content, so one that is kept stays right. */
async function file(request: Request): Promise<Response> {
	const kept = await caches.match(request);
	return kept ?? fetch(request);
}
