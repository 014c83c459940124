import type { Me } from '#platform/client.ts';

declare global {
	namespace App {
		interface Locals {
			/** Who is signed in; null for a guest, and while the platform does not answer. */
			person: Me | null;
			/** The visitor has a session, but the platform did not answer. */
			platformDown: boolean;
			/** The browser asks for less data (`Save-Data: on`). */
			savesData?: boolean;
		}
	}
}
