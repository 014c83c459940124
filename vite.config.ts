import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
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
				src: 'web',
				assets: 'web/static',
				routes: 'web/routes',
				appTemplate: 'web/app.html',
				errorTemplate: 'web/error.html',
				hooks: { server: 'web/hooks.server', universal: 'web/hooks' },
			},
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
	build: { target: 'es2022' },
});
