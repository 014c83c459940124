import { createRoute, z } from '@hono/zod-openapi';
import { pictureColours } from '#shared/picture-schema.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { cropPicture } from '../media/crop-picture.ts';
import { mediaOf, originalOf } from '../media/picture-of.ts';
import { uploadPicture } from '../media/upload-picture.ts';
import type { MediaRow } from '../models/media.ts';
import { type Deps, guarded } from './api-deps.ts';
import { sessionIn } from './session.ts';

const pixels = z.int().min(0).max(100_000);
const mediaSchema = z
	.object({
		id: z.string(),
		width: z.int().openapi({ description: 'of the original, in pixels' }),
		height: z.int(),
		crop: z.object({ left: z.int(), top: z.int(), width: z.int(), height: z.int() }),
		sha256: z.string().openapi({ description: 'names the public files: /media/<sha256>/800.avif' }),
		colours: pictureColours,
	})
	.openapi('Media');

const params = z.object({ id: z.uuid() });
const refused = problems(400, 401, 403, 404, 409, 429, 503);
const made = { ...refused, 201: { description: 'The picture.', ...json(mediaSchema) } };

const upload = createRoute({
	method: 'post',
	path: '/media',
	summary: 'Keep a picture: the body is the file, at most 15 MB of JPEG, PNG, WebP or AVIF',
	responses: made,
});

const read = createRoute({
	method: 'get',
	path: '/media/{id}',
	summary: 'A picture of the account acted for',
	request: { params },
	responses: { ...refused, 200: { description: 'The picture.', ...json(mediaSchema) } },
});

const original = createRoute({
	method: 'get',
	path: '/media/{id}/original',
	summary: 'The upright original, from which parts are chosen: JPEG without EXIF',
	request: { params },
	responses: {
		...refused,
		200: { description: 'The original.', content: { 'image/jpeg': { schema: z.any() } } },
	},
});

const crop = createRoute({
	method: 'post',
	path: '/media/{id}/crop',
	summary: 'Keep another part of the same original as a picture of its own',
	request: {
		params,
		body: {
			...json(
				z
					.strictObject({ left: pixels, top: pixels, width: pixels })
					.openapi('Crop', { description: 'pixels of the original; the height follows from 5:3' }),
			),
			required: true,
		},
	},
	responses: made,
});

const view = (row: MediaRow): z.infer<typeof mediaSchema> => ({
	id: row.id,
	width: row.w,
	height: row.h,
	crop: row.crop!,
	sha256: row.sha256!,
	colours: row.colours!,
});

/** Pictures of the account acted for. Answers with UploadPictureError, CropPictureError and PictureOfError. */
export function mediaRoutes(deps: Deps) {
	return guarded()
		.openapi(upload, async (c) =>
			c.json(view(await uploadPicture(deps, sessionIn(c).account, c.req.raw.body)), 201),
		)
		.openapi(read, async (c) =>
			c.json(view(await mediaOf(deps.db, sessionIn(c).account, c.req.valid('param').id)), 200),
		)
		.openapi(original, async (c) => {
			const { bytes } = await originalOf(deps, sessionIn(c).account, c.req.valid('param').id);
			return c.body(new Uint8Array(bytes), 200, { 'content-type': 'image/jpeg' });
		})
		.openapi(crop, async (c) => {
			const row = await cropPicture(deps, sessionIn(c).account, c.req.valid('param').id, c.req.valid('json'));
			return c.json(view(row), 201);
		});
}
