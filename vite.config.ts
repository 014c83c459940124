import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	// SvelteKit looks for its tsconfig.json here. The one above is of the services, which Node runs unbuilt.
	root: 'web',
	plugins: [
		tailwindcss(),
		paraglideVitePlugin({
			project: './web/project.inlang',
			outdir: './web/lib/paraglide',
			strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
			cookieName: 'lang',
		}),
		sveltekit({
			compilerOptions: { runes: true },
			adapter: adapter({ out: 'web/build' }),
			files: {
				src: '.',
				assets: 'static',
				routes: 'routes',
				serviceWorker: 'service-worker/keep-pages',
				appTemplate: 'app.html',
				errorTemplate: 'error.html',
				hooks: { server: 'hooks.server', client: 'hooks.client', universal: 'hooks' },
			},
			// Pages that open without a network register it themselves, each for its own path.
			serviceWorker: { register: false },
			csp: {
				mode: 'nonce',
				directives: {
					'default-src': ['self'],
					// The public RPC is added for each response by hooks.server.ts: it is known only when the web runs.
					'connect-src': ['self'],
					'script-src': ['self'],
					'style-src': ['self', 'unsafe-inline'],
					'img-src': ['self', 'data:'],
					'font-src': ['self'],
					'object-src': ['none'],
					'base-uri': ['self'],
					'form-action': ['self'],
					'frame-ancestors': ['none'],
				},
			},
		}),
	],
	// Rolldown reports how slow its plugins are whenever a machine is busy.
	build: { target: 'es2022', rolldownOptions: { checks: { bundlerTimings: false } } },
});
