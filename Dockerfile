# One image for every role: ROLE says which. Three stages, so that what builds the editor and what tests need stays out of it.
# It holds no secret; all settings come from the environment (README, Settings).

FROM node:24.21.0-bookworm-slim AS manifests
WORKDIR /app
COPY package.json pnpm-workspace.yaml pnpm-lock.yaml ./
COPY packages/actions/package.json packages/actions/
COPY packages/client/package.json packages/client/
COPY packages/schema/package.json packages/schema/
COPY packages/templates/package.json packages/templates/
COPY rules/package.json rules/
COPY server/package.json server/
COPY editor/package.json editor/

FROM manifests AS editor
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --filter "@recipro/editor..."
COPY packages packages
COPY rules rules
COPY editor editor
RUN node editor/node_modules/vite/bin/vite.js build editor

FROM manifests AS dependencies
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --prod --filter "@recipro/server..."
RUN mkdir -m 700 data

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=dependencies /app ./
COPY packages packages
COPY rules rules
COPY server server
COPY --from=editor /app/editor/dist editor/dist
# Only for SQLite, which keeps its store and key here; mount a volume on it then.
COPY --from=dependencies --chown=node:node /app/data data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/main.ts"]
