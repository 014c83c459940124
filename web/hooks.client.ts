import type { ClientInit } from '@sveltejs/kit/hooks';
import { patientFetch } from '#lib/ui/patient-fetch.ts';

/** Kit reads a page's data by `window.fetch`, so that it can be put in place here. */
export const init: ClientInit = () => {
	window.fetch = patientFetch({
		fetch: window.fetch.bind(window),
		page: () => location,
		wait: (ms) =>
			new Promise((resolve) => {
				const timer = setTimeout(done, ms);
				function done(): void {
					removeEventListener('online', done);
					clearTimeout(timer);
					resolve();
				}
				addEventListener('online', done);
			}),
	});
};
