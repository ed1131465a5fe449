from grader.settings import configure

configure(get_config())
