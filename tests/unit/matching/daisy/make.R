# Makes gower.json and euclid.json: invented tables, and the distances R works out for them.
#
#   apt-get install --no-install-recommends r-base-core r-cran-cluster
#   Rscript make.R [folder] [seed] [small tables]
#
# What is in the repository came from R 4.2.2 with cluster 2.1.4 (Debian 12), by `Rscript make.R .`.

suppressMessages(library(cluster))

given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given) > 0) given[1] else "."
seed <- if (length(given) > 1) as.integer(given[2]) else 1971L
small <- if (length(given) > 2) as.integer(given[3]) else 90L
set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

one_of <- function(values) values[[sample.int(length(values), 1)]]

# What R compares is read back from the text that is written, so both sides start from the same.
written <- function(numbers) as.numeric(sprintf("%.6g", numbers))

WORDS <- c("North East", "north east", "Wales", "TRUE", "FALSE", "yes", "No", "caf\u00e9", "1 wing")
NUMBERS <- list(
  function(n) written(rnorm(n)),
  function(n) written(rnorm(n, 500, 200)),
  function(n) sample(0:3, n, TRUE),
  function(n) sample(0:1, n, TRUE),
  function(n) sample(-5:5, n, TRUE) * 1e12,
  function(n) written(rnorm(n) * 1e-9),
  function(n) 1e9 + sample(0:9, n, TRUE),
  function(n) written(exp(rnorm(n, 0, 4))),
  function(n) written(rnorm(n) * 1e100),
  function(n) round(runif(n), 1)
)

# Each kind gives what daisy is to see.
KINDS <- list(
  number = function(n) one_of(NUMBERS)(n),
  constant = function(n) rep(one_of(c(0, 7, -1.5, 1e12)), n),
  words = function(n) factor(sample(sample(WORDS, sample(1:4, 1)), n, TRUE)),
  truth = function(n) factor(sample(c("TRUE", "FALSE"), n, TRUE)),
  ordered = function(n) ordered(sample(1:5, n, TRUE), levels = 1:5),
  symm = function(n) sample(0:1, n, TRUE),
  ratio = function(n) written(exp(rnorm(n, 5, 2))),
  asymm = function(n) sample(c(TRUE, FALSE), n, TRUE)
)
ODD <- c("constant", "truth", "symm", "ratio")

with_gaps <- function(values, share) {
  n <- length(values)
  pattern <- sample(1:12, 1)
  if (pattern == 1) values[-sample.int(n, 1)] <- NA      # one value known
  else if (pattern == 2 && share > 0) values[] <- NA     # none known
  else values[runif(n) < share] <- NA
  values
}

table_of <- function(n, kinds, share) {
  columns <- lapply(kinds, function(kind) with_gaps(KINDS[[kind]](n), share))
  names(columns) <- paste0("c", seq_along(kinds))
  x <- as.data.frame(columns)
  if (share > 0 && n > 2) for (row in which(runif(n) < 0.1)) x[row, ] <- NA  # a blank row
  for (at in which(kinds == "asymm")) x[1:2, at] <- c(TRUE, FALSE)
  x
}

# Three things stand in daisy's code and not in its documentation, and are kept out of the way:
# - A pair whose known weights add up to 0.5 or less has no distance: so weights are scaled up, which
#   by the definition changes nothing.
# - Missing values are marked by 1.1 times the greatest scaled value. Where every column is the same
#   for all, that is 0, the value of those known: so a column of weight 0 goes from 0 to 1.
# - An asymmetric column that is TRUE for all is scaled to FALSE for all: so each holds both.
gower <- function(x, kinds, weights) {
  type <- list(logratio = which(kinds == "ratio"), symm = which(kinds == "symm"),
               asymm = which(kinds == "asymm"))
  x$aside <- seq(0, 1, length.out = nrow(x))
  if (any(weights > 0)) weights <- weights / min(weights[weights > 0])
  suppressWarnings(
    daisy(x, metric = "gower", weights = c(weights, 0), type = type[lengths(type) > 0])
  )
}

# dist() knows no weights: a column of weight w stands there w times. Columns that are everywhere
# the same become 0, as daisy(stand = TRUE) has it; scale() would make them missing.
euclid <- function(x, weights) {
  scaled <- sapply(x, function(column) {
    known <- column[!is.na(column)]
    if (length(unique(known)) < 2) ifelse(is.na(column), NA_real_, 0) else scale(column)[, 1]
  })
  some <- colSums(!is.na(x)) > 0  # dist() would count a column without any value among all
  dist(scaled[, rep(which(some), weights[some]), drop = FALSE])
}

json_values <- function(values, text) {
  shown <- if (text) paste0('"', values, '"') else sprintf("%.15g", as.numeric(values))
  shown[is.na(values)] <- "null"
  paste0("[", paste(shown, collapse = ","), "]")
}

json_table <- function(x, kinds, weights, distances) {
  columns <- vapply(seq_along(kinds), function(at) sprintf(
    '{"kind":"%s","weight":%.15g,"values":%s}', kinds[at], weights[at],
    json_values(if (is.ordered(x[[at]])) as.integer(x[[at]]) else x[[at]],
                kinds[at] %in% c("words", "truth"))
  ), "")
  distances[is.nan(distances)] <- NA
  sprintf('{"columns":[\n%s],\n"distances":%s}', paste(columns, collapse = ",\n"),
          json_values(distances, FALSE))
}

write_tables <- function(name, tables) {
  text <- sprintf('{"made_by":"%s, cluster %s, seed %d",\n"tables":[\n%s]}\n', R.version.string,
                  packageVersion("cluster"), seed, paste(tables, collapse = ",\n"))
  file <- file(file.path(folder, name), "wb")
  writeBin(charToRaw(enc2utf8(text)), file)
  close(file)
}

sizes <- c(sample(2:12, small, TRUE), 30, 45, 60)

write_tables("gower.json", vapply(sizes, function(n) {
  kinds <- sample(c("number", "number", "words", "ordered", ODD), sample(1:7, 1), TRUE)
  if (runif(1) < 0.1) kinds <- c(kinds, "asymm")
  weights <- if (runif(1) < 0.3) rep(1, length(kinds)) else
    sample(c(0, 0.1, 1 / 4, 1, 2, 10, 1e6), length(kinds), TRUE)
  x <- table_of(n, kinds, one_of(c(0, 0.2, 0.6)))
  json_table(x, kinds, weights, as.vector(gower(x, kinds, weights)))
}, ""))

write_tables("euclid.json", vapply(sizes[sizes < 60], function(n) {
  kinds <- sample(c("number", "number", "number", "constant"), sample(1:6, 1), TRUE)
  weights <- c(sample(1:3, 1), sample(0:3, length(kinds) - 1, TRUE))
  x <- table_of(n, kinds, one_of(c(0, 0.2, 0.5)))
  json_table(x, kinds, weights, as.vector(euclid(x, weights)))
}, ""))
