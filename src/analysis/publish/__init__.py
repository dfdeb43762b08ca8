"""Publishing: notebooks run by papermill, fragments, the site, and the stages that tie them together."""
