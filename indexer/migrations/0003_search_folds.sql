-- Apostrophes go before the rest: compatibility forms of some are a space and a mark. Letters that have a stroke, a hook
-- or a curl instead of a mark, as in Maasai and Ewe, become their plain ones.
CREATE FUNCTION "chain"."fold"("value" text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(translate(lower(normalize(
	regexp_replace("value" COLLATE pg_catalog.pg_c_utf8, U&'[''`\00B4\02B9-\02BD\02C8\02CA\02CB\055A\05F3\1FBD\1FBF\2018-\201B\2032\2035\A78B\A78C\FF07\FF40]', '', 'g'),
	NFKD)), U&'\0253\0254\0256\0257\025B\0192\0260\0268\0127\0199\0142\014B\00F8\0111\0167\0289\028B\01B4\0131', 'boddefgihklnodtuvyi'),
	U&'[\0300-\036F\1AB0-\1AFF\1DC0-\1DFF\20D0-\20FF\FE20-\FE2F]', '', 'g'),
	'[^[:alnum:]]+', ' ', 'g'));
--> statement-breakpoint
ALTER TABLE "chain"."documents" drop column "search";--> statement-breakpoint
ALTER TABLE "chain"."documents" ADD COLUMN "search" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, chain.fold(left(coalesce(document->>'name', '') || ' ' || coalesce(document->>'description', '') || ' ' || coalesce(document->'venue'->>'name', '') || ' ' || coalesce(document->'venue'->>'city', '') || ' ' || coalesce(document->>'category', '') || ' ' || coalesce(document->>'lineup', ''), 20000)))) STORED;--> statement-breakpoint
CREATE INDEX "documents_search_index" ON "chain"."documents" USING gin ("search");--> statement-breakpoint
CREATE INDEX "documents_city_index" ON "chain"."documents" USING hash (chain.fold(document->'venue'->>'city'));--> statement-breakpoint
CREATE INDEX "documents_category_index" ON "chain"."documents" USING hash (chain.fold(document->>'category'));--> statement-breakpoint
CREATE INDEX "events_metadata_hash_index" ON "chain"."events" USING btree ("metadata_hash");--> statement-breakpoint
CREATE INDEX "events_name_search_index" ON "chain"."events" USING gin (to_tsvector('simple'::regconfig, chain.fold(name)));